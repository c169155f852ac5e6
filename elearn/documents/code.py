"""The QR code of a document: a figure with words for those who cannot see it, and a link."""

from elearn.documents import style
from elearn.documents.ornament import qr_path
from elearn.documents.tagging import TaggedCanvas


def draw_code(
    canvas: TaggedCanvas, url: str, corner: tuple[float, float], side: float, words: str
) -> None:
    """Draw a QR code that leads to an address, from its bottom left corner; it is also a link.

    ``words`` say what it is for to someone who has it read aloud.
    """
    path, modules = qr_path(url)
    unit = side / modules
    x, y = corner
    box = f"/A<</O/Layout/BBox[{x:.2f} {y:.2f} {x + side:.2f} {y + side:.2f}]>>".encode()
    with canvas.tagged("Figure", alt=f"QR code. {words}", extra=box):
        canvas.saveState()
        canvas.setFillColor(style.INK)
        canvas.addLiteral(f"{unit:.5f} 0 0 {unit:.5f} {x:.2f} {y:.2f} cm\n{path}")
        canvas.restoreState()
    canvas.linkURL(url, (x, y, x + side, y + side), words=words)
