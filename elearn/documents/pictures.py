"""Logos and signatures on a page: each in the file once, as it is kept, with words for it."""

from collections.abc import Mapping

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

from elearn.documents.filing import Ready
from elearn.documents.tagging import TaggedCanvas
from elearn.domain.errors import SnapshotFault

Pictures = Mapping[str, bytes]
"""PNG files by their SHA-256: eight bits of red, green and blue, not interlaced."""
Place = tuple[float, float, float, float]
"""Left, bottom, width and height in points."""


def draw_picture(
    canvas: TaggedCanvas, pictures: Pictures, digest: str, place: Place, words: str, side: float
) -> None:
    """Draw a picture as large as its place lets it be; ``words`` say what it shows.

    ``side`` is how much of the spare width lies to its left, from 0 to 1.
    """
    name = f"picture-{digest[:32]}"
    content = pictures.get(digest)
    if content is None:
        raise SnapshotFault("look", f"names a picture that is not kept: {digest[:12]}")
    across, down = _size(content)
    left, bottom, width, height = place
    scale = min(width / across, height / down)
    wide, high = across * scale, down * scale
    x, y = left + (width - wide) * side, bottom + (height - high) / 2
    box = f"/A<</O/Layout/BBox[{x:.2f} {y:.2f} {x + wide:.2f} {y + high:.2f}]>>".encode()
    with canvas.tagged("Figure", alt=words, extra=box):
        canvas.saveState()
        canvas.addLiteral(f"{wide:.3f} 0 0 {high:.3f} {x:.2f} {y:.2f} cm")
        canvas.form(name, None if canvas.holds(name) else _image(content))
        canvas.restoreState()


def _size(png: bytes) -> tuple[int, int]:
    """Return how many pixels a PNG is across and down, from its first chunk."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _image(png: bytes) -> PDFStream:
    """Return a PNG as an image of a PDF: its compressed data as they are, so for ever the same."""
    across, down = _size(png)
    how = {"Predictor": 15, "Colors": 3, "BitsPerComponent": 8, "Columns": across}
    return Ready(
        {
            "Type": PDFName("XObject"), "Subtype": PDFName("Image"), "Width": across,
            "Height": down, "ColorSpace": PDFName("DeviceRGB"), "BitsPerComponent": 8,
            "DecodeParms": PDFDictionary(how),
        },
        _data(png),
    )  # fmt: skip


def _data(png: bytes) -> bytes:
    """Return the image data of a PNG: its IDAT chunks, one after the other."""
    parts, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return b"".join(parts)
