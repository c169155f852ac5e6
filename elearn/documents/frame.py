"""The frame of the first design: a guilloche between two fine rules, made once."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from zlib import compress

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase.pdfdoc import PDFArray, PDFName
from reportlab.pdfgen.canvas import Canvas

from elearn.documents import fonts, style
from elearn.documents.filing import Ready
from elearn.documents.ornament import GRID, RoundedBox, half_strand
from elearn.documents.tagging import TaggedCanvas

PAGE = landscape(A4)


def draw_frame(canvas: TaggedCanvas, main: str = "", accent: str = "") -> None:
    """Draw the frame: two fine rules with four strands woven between them.

    Without colours, such as ``#0b4a53``, it has those of the house.
    """
    name = f"frame-classic-1{main}{accent}".replace("#", "-")
    with canvas.artifact():
        canvas.form(name, None if canvas.holds(name) else _frame(main, accent))


def _frame(main: str, accent: str) -> Ready:
    """Return the frame as a form, kept in the file once for any number of pages."""
    box = PDFArray([0, 0, *PAGE])
    return Ready(
        {"Type": PDFName("XObject"), "Subtype": PDFName("Form"), "BBox": box}, _woven(main, accent)
    )


@lru_cache(maxsize=16)
def _woven(main: str, accent: str) -> bytes:
    """Return what draws the frame, compressed; half of the strands are drawn twice."""
    scratch: Any = Canvas("", pagesize=PAGE, initialFontName=fonts.SANS)  # type: ignore[arg-type]
    strands = "\n".join(_half_strands(main, accent))
    turned = f"q -1 0 0 -1 {PAGE[0]:.4f} {PAGE[1]:.4f} cm"
    scratch.addLiteral(f"q\n{strands}\nQ\n{turned}\n{strands}\nQ")
    scratch.setStrokeColor(HexColor(main) if main else style.TEAL)
    for inset, radius, width in ((24.0, 36.0, 1.2), (44.0, 16.0, 0.5)):
        scratch.setLineWidth(width)
        scratch.roundRect(inset, inset, PAGE[0] - 2 * inset, PAGE[1] - 2 * inset, radius)
    return compress("\n".join(scratch._code).encode("ascii"), 9)


def _half_strands(main: str, accent: str) -> Iterator[str]:
    """Yield what draws the woven lines of the frame, half of the way around."""
    middle = RoundedBox(34, 34, PAGE[0] - 34, PAGE[1] - 34, 26)
    yield f"{1 / GRID:g} 0 0 {1 / GRID:g} 0 0 cm {0.45 * GRID:g} w 1 J"
    tints = (_tint(accent, style.ACCENT_TINT), _tint(main, style.TINT))
    for quarter, colour in enumerate(tints * 2):
        yield f"{colour.red:.4f} {colour.green:.4f} {colour.blue:.4f} RG"
        yield half_strand(middle, 6, 80, quarter)


def _tint(colour: str, shipped: Color) -> Color:
    """Return a colour as light as an ornament is to be, or the shipped one."""
    if not colour:
        return shipped
    full = HexColor(colour)
    return Color(*(1 - (1 - part) * 0.38 for part in (full.red, full.green, full.blue)))
