"""The cover sheet of certificates printed together: whose, of what, when, and their numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from elearn.documents import fonts, style
from elearn.documents.flow import COLUMN
from elearn.documents.frame import PAGE
from elearn.documents.style import Type, date_words
from elearn.documents.tagging import Element, TaggedCanvas
from elearn.documents.typesetting import lines, put, shorten
from elearn.domain.certification import CertificateFacts, format_number

MARGIN = 48.0
MEASURE = PAGE[0] - 2 * MARGIN
TOP, BOTTOM, FOOT = PAGE[1] - 52, 58.0, 34.0
TITLE = Type(fonts.SERIF, 24, style.TEAL, leading=28)
SAID = Type(fonts.SANS, 10, style.MUTED, leading=14)
HEADER = Type(fonts.SANS, 8, style.MUTED, leading=13)
CELL = Type(fonts.SANS, 9, style.INK, leading=11.5)
STRONG = Type(fonts.SANS_BOLD, 9, style.INK, leading=11.5)
RUNNING = Type(fonts.SANS, 8, style.MUTED)

_PAD = 2.5  # above and below the words of a row
_GUTTER = 10.0
_COLUMNS = (
    ("No.", 30.0), ("Name", 206.0), ("Module", 206.0), ("Completed on", 98.0),
    ("Valid until", 98.0), ("Certificate number", MEASURE - 638.0),
)  # fmt: skip

Cell = tuple[Type, tuple[str, ...]]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands above the list: a heading, and lines that say whose certificates these are."""

    heading: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list says of one certificate."""

    name: str
    module: str
    completed: str
    until: str
    number: str


def listed(facts: CertificateFacts) -> Listed:
    """Return what the list says of a certificate, in letters the fonts have."""
    return Listed(
        facts.person_name,
        fonts.drawable(facts.module_title),
        date_words(facts.completed_on),
        date_words(facts.valid_until) if facts.valid_until else "No expiry",
        format_number(facts.number),
    )


def draw_cover(canvas: TaggedCanvas, cover: Cover, entries: Sequence[Listed]) -> int:
    """Draw and show the pages of a cover sheet, in the order of what follows; return how many."""
    split = list(_pages(entries, _head_height(cover)))
    table: Element | None = None
    number = count(1)
    for page, part in enumerate(split, 1):
        y = TOP
        if page == 1:
            with canvas.element("Sect"):
                y = _draw_head(canvas, cover)
        with canvas.element("Table", again=table, last=True) as table:
            y = _draw_header(canvas, y, first=page == 1)
            for one in part:
                y = _draw_row(canvas, y, _row(next(number), one))
        _draw_foot(canvas, cover, page, len(split))
        canvas.showPage()
    return len(split)


def _row(number: int, one: Listed) -> Row:
    """Return what a row says, broken to its columns; a name is whole however long it is."""
    texts = (str(number), one.name, one.module, one.completed, one.until, one.number)
    return tuple(
        _cell(text, STRONG if title == "Name" else CELL, width)
        for text, (title, width) in zip(texts, _COLUMNS, strict=True)
    )


def _cell(text: str, type_: Type, width: float) -> Cell:
    able = type_.able(text)
    return able, tuple(lines(text, able, width - _GUTTER))


def _height(row: Row) -> float:
    return max(len(texts) for _, texts in row) * CELL.leading + 2 * _PAD


def _pages(entries: Sequence[Listed], head: float) -> Iterator[Sequence[Listed]]:
    """Yield what each page lists, at least one page."""
    start, room = 0, TOP - BOTTOM - head - HEADER.leading
    for place, one in enumerate(entries):
        height = _height(_row(place + 1, one))
        if height > room and place > start:
            yield entries[start:place]
            start, room = place, TOP - BOTTOM - HEADER.leading
        room -= height
    yield entries[start:]


def _head_height(cover: Cover) -> float:
    return TITLE.leading + sum(len(_said(one)) for one in cover.said) * SAID.leading + 14


def _said(words: str) -> list[str]:
    shown = fonts.drawable(words)
    return shorten(shown, SAID.able(shown), MEASURE, 2)


def _draw_head(canvas: TaggedCanvas, cover: Cover) -> float:
    """Draw the heading and what stands under it; return where the table begins."""
    y = TOP - TITLE.size * 0.8
    with canvas.tagged("H1"):
        put(canvas, MARGIN, y, cover.heading, TITLE)
    y -= TITLE.leading - 6
    for said in cover.said:
        with canvas.tagged("P"):
            for text in _said(said):
                put(canvas, MARGIN, y, text, SAID.able(text))
                y -= SAID.leading
    return TOP - _head_height(cover)


def _draw_header(canvas: TaggedCanvas, y: float, *, first: bool) -> float:
    """Draw the headers of the columns, which are read once; return where the rows begin."""
    base = y - HEADER.leading + 5
    if first:
        with canvas.element("TR"):
            for x, title in _places():
                with canvas.tagged("TH", extra=COLUMN):
                    put(canvas, x, base, title, HEADER)
    else:
        with canvas.artifact():
            for x, title in _places():
                put(canvas, x, base, title, HEADER)
    with canvas.artifact():
        canvas.setStrokeColor(style.TEAL)
        canvas.setLineWidth(0.8)
        canvas.line(MARGIN, y - HEADER.leading, MARGIN + MEASURE, y - HEADER.leading)
    return y - HEADER.leading


def _places() -> Iterator[tuple[float, str]]:
    """Yield where each column begins, and its header."""
    x = MARGIN
    for title, width in _COLUMNS:
        yield x, title
        x += width


def _draw_row(canvas: TaggedCanvas, y: float, row: Row) -> float:
    """Draw a row and the hairline under it; return where the next begins."""
    with canvas.element("TR"):
        for (x, _), (type_, texts) in zip(_places(), row, strict=True):
            with canvas.tagged("TD"):
                for place, text in enumerate(texts):
                    put(canvas, x, y - _PAD - 8.5 - place * type_.leading, text, type_)
    bottom = y - _height(row)
    with canvas.artifact():
        canvas.setStrokeColor(style.HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, bottom, MARGIN + MEASURE, bottom)
    return bottom


def _draw_foot(canvas: TaggedCanvas, cover: Cover, page: int, pages: int) -> None:
    """Draw the line at the foot: what this is, and which page of it."""
    number = f"Cover sheet, page {page} of {pages}"
    with canvas.artifact("Pagination"):
        put(canvas, MARGIN, FOOT, cover.heading, RUNNING)
        put(canvas, MARGIN + MEASURE - RUNNING.width(number), FOOT, number, RUNNING)
