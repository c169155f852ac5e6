"""Portrait documents of flowing text: their page, their running lines, and their paragraphs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from elearn.documents import fonts, style
from elearn.documents.flow import Rule, Words
from elearn.documents.style import Type
from elearn.documents.tagging import TaggedCanvas
from elearn.documents.typesetting import put, shorten

_HEAD = A4[1] - 42
_FOOT = 34.0
_RUNNING = Type(fonts.SANS, 8, style.MUTED)

TITLE = ParagraphStyle(
    "title",
    fontName=fonts.SERIF,
    fontSize=24,
    leading=30,
    textColor=style.TEAL,
    spaceAfter=4,
    role="H1",
)
SUBTITLE = ParagraphStyle(
    "subtitle",
    fontName=fonts.SERIF_ITALIC,
    fontSize=12.5,
    leading=17,
    textColor=style.MUTED,
    spaceAfter=4,
)
HEADING = ParagraphStyle(
    "heading",
    fontName=fonts.SANS_BOLD,
    fontSize=13,
    leading=17,
    textColor=style.TEAL,
    spaceBefore=14,
    spaceAfter=5,
    keepWithNext=1,
    role="H2",
)
BODY = ParagraphStyle(
    "body",
    fontName=fonts.SANS,
    fontSize=10.5,
    leading=15.5,
    textColor=style.INK,
    spaceAfter=7,
    allowWidows=0,
    allowOrphans=0,
    splitLongWords=1,
)
BULLET = ParagraphStyle(
    "bullet",
    BODY,
    leftIndent=14,
    bulletIndent=2,
    bulletColor=style.ACCENT,
    spaceAfter=4,
    role="LI",
)
SMALL = ParagraphStyle("small", BODY, fontSize=8.5, leading=12, textColor=style.MUTED, spaceAfter=3)


@dataclass(frozen=True, slots=True)
class Dress:
    """What runs round every page of a document, and what the file says of itself."""

    title: str
    author: str
    subject: str
    keywords: str
    head: str
    foot: str
    dated: date
    margin: float

    @property
    def width(self) -> float:
        """Return the measure between the margins, in points."""
        return width(self.margin)


def width(margin: float) -> float:
    """Return the measure of an A4 page between two margins, in points."""
    return A4[0] - 2 * margin


def draw(dress: Dress, story: Callable[[], list[Flowable]]) -> bytes:
    """Return a document as PDF, the same bytes for the same story.

    The story is asked for twice: once to count the pages, once to number them.
    """
    with fonts.fonts_in_use():
        _, pages = _built(dress, story(), 0)
        data, _ = _built(dress, story(), pages)
    return data


def text(words: str, look: ParagraphStyle = BODY, bullet: str | None = None) -> Words:
    """Return a paragraph of plain words; whatever they hold, none of it is markup."""
    return Words(escape(fonts.drawable(words)), look, bulletText=bullet)


def name(words: str, look: ParagraphStyle) -> Words:
    """Return a person's name as a paragraph, never altered, in a font that has its letters."""
    font = fonts.font_for(words, look.fontName)
    return Words(escape(words), look.clone(look.name, fontName=font))


def linked(words: str, url: str, look: ParagraphStyle = BODY) -> Words:
    """Return words and, on a line of its own, a web address as a link."""
    return Words(f"{escape(fonts.drawable(words))}<br/>{link(url)}", look)


def link(url: str) -> str:
    """Return the markup of a web address as a link; any other address is left as words."""
    shown = escape(fonts.drawable(style.address_words(url)))
    if not url.startswith(("https://", "http://")):
        return shown
    return f'<a href={quoteattr(url)} color="#{style.TEAL.hexval()[2:]}">{shown}</a>'


def dash(before: float, after: float) -> Rule:
    """Return the short rule that closes the head of a document."""
    return Rule(
        width=54,
        thickness=1,
        color=style.ACCENT,
        hAlign="LEFT",
        spaceBefore=before,
        spaceAfter=after,
    )


def _built(dress: Dress, story: list[Flowable], pages: int) -> tuple[bytes, int]:
    """Return a document whose running lines say how many pages there are, and how many it took."""
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        invariant=1,
        lang=style.LANGUAGE,
        initialFontName=fonts.SANS,
        title=dress.title,
        author=dress.author,
        subject=dress.subject,
        keywords=[dress.keywords],
        creator=style.CREATOR,
    )
    box = (dress.margin, 58, dress.width, A4[1] - 58 - 66)
    frame = Frame(*box, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)

    def running(canvas: Any, _: object) -> None:
        _draw_running(canvas, dress, pages)

    document.addPageTemplates([PageTemplate("page", [frame], onPage=running)])
    document.build(story, canvasmaker=TaggedCanvas)
    return buffer.getvalue(), document.page


def _draw_running(canvas: TaggedCanvas, dress: Dress, pages: int) -> None:
    """Draw the head and foot of a page, and date the file on the way."""
    canvas.setDateFormatter(lambda *_: style.pdf_date(dress.dated))
    with canvas.artifact("Pagination"):
        _draw_lines(canvas, dress, pages)


def _draw_lines(canvas: TaggedCanvas, dress: Dress, pages: int) -> None:
    """Draw the words and the rules at the head and the foot."""
    number = f"Page {canvas.getPageNumber()} of {pages}"
    right = dress.margin + dress.width
    _put_short(canvas, (dress.margin, _HEAD), dress.head, dress.width)
    _put_short(canvas, (dress.margin, _FOOT), dress.foot, dress.width - 72)
    put(canvas, right - _RUNNING.width(number), _FOOT, number, _RUNNING)
    canvas.setStrokeColor(style.HAIRLINE)
    canvas.setLineWidth(0.6)
    canvas.lines([(dress.margin, y, right, y) for y in (_HEAD - 8, _FOOT + 14)])


def _put_short(canvas: TaggedCanvas, start: tuple[float, float], words: str, room: float) -> None:
    """Set a running line from a point, shortened to its room."""
    for line in shorten(fonts.drawable(words), _RUNNING, room, 1):
        put(canvas, *start, line, _RUNNING)
