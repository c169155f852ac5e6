"""The frame of the first design: a guilloche between two fine rules, made once."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from zlib import compress

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfdoc import PDFArray, PDFName
from reportlab.pdfgen.canvas import Canvas

from elearn.documents import fonts, style
from elearn.documents.filing import Ready
from elearn.documents.ornament import GRID, RoundedBox, half_strand
from elearn.documents.tagging import TaggedCanvas

PAGE = landscape(A4)


def draw_frame(canvas: TaggedCanvas) -> None:
    """Draw the frame: two fine rules with four strands woven between them."""
    with canvas.artifact():
        canvas.form("frame-classic-1", None if canvas.holds("frame-classic-1") else _frame())


def _frame() -> Ready:
    """Return the frame as a form, kept in the file once for any number of pages."""
    box = PDFArray([0, 0, *PAGE])
    return Ready({"Type": PDFName("XObject"), "Subtype": PDFName("Form"), "BBox": box}, _woven())


@cache
def _woven() -> bytes:
    """Return what draws the frame, compressed; half of the strands are drawn twice."""
    scratch: Any = Canvas("", pagesize=PAGE, initialFontName=fonts.SANS)  # type: ignore[arg-type]
    strands = "\n".join(_half_strands())
    turned = f"q -1 0 0 -1 {PAGE[0]:.4f} {PAGE[1]:.4f} cm"
    scratch.addLiteral(f"q\n{strands}\nQ\n{turned}\n{strands}\nQ")
    scratch.setStrokeColor(style.TEAL)
    for inset, radius, width in ((24.0, 36.0, 1.2), (44.0, 16.0, 0.5)):
        scratch.setLineWidth(width)
        scratch.roundRect(inset, inset, PAGE[0] - 2 * inset, PAGE[1] - 2 * inset, radius)
    return compress("\n".join(scratch._code).encode("ascii"), 9)


def _half_strands() -> Iterator[str]:
    """Yield what draws the woven lines of the frame, half of the way around."""
    middle = RoundedBox(34, 34, PAGE[0] - 34, PAGE[1] - 34, 26)
    yield f"{1 / GRID:g} 0 0 {1 / GRID:g} 0 0 cm {0.45 * GRID:g} w 1 J"
    for quarter, colour in enumerate((style.ACCENT_TINT, style.TINT) * 2):
        yield f"{colour.red:.4f} {colour.green:.4f} {colour.blue:.4f} RG"
        yield half_strand(middle, 6, 80, quarter)
