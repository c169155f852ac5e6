"""What is filled in by hand: lines to write on, and tables with room in them."""

from typing import Any

from reportlab.platypus import Flowable, LongTable, Spacer, TableStyle

from elearn.documents import fonts, pages, style
from elearn.documents.flow import Rule, marks
from elearn.documents.pages import text

_HEAD = pages.SMALL.clone("head", fontName=fonts.SANS_BOLD, spaceAfter=0)
_CELL = pages.BODY.clone("cell", spaceAfter=0)
_GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, style.TEAL),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, style.HAIRLINE),
    ]
)


def line(above: float = 22) -> Rule:
    """Return a line to write on, so many points below what stands before it."""
    return Rule(width="100%", thickness=0.6, color=style.MUTED, spaceBefore=above, spaceAfter=2)


def to_fill_in(words: str) -> list[Flowable]:
    """Return a label and the line on which it is answered."""
    return [Spacer(0, 8), text(words, _HEAD), line(10)]


def table(
    heads: tuple[str, ...],
    rows: list[list[str]],
    shares: tuple[float, ...],
    wide: float,
    high: float | None = None,
) -> LongTable:
    """Return rows of words under their headers; ``shares`` of the width ``wide`` are the columns.

    Without ``high``, the height of a row in points, a row is as high as its words.
    """
    cells: list[list[Any]] = [[text(words, _HEAD) for words in heads]]
    cells += [[text(words, _CELL) for words in row] for row in rows]
    widths = [share * wide for share in shares]
    heights = [None, *(high for _ in rows)]
    return LongTable(
        cells, colWidths=widths, rowHeights=heights, repeatRows=1, style=_GRID, renderCB=marks()
    )
