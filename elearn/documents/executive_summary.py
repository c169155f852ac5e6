"""The executive summary of a case, as pages to print: our own words, with their sources."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from elearn.documents import fonts, pages, style
from elearn.documents.flow import marks
from elearn.documents.pages import Dress, linked, text

_KEY = pages.BODY.clone("key", fontName=fonts.SANS_BOLD, textColor=style.TEAL, role="Lbl")
_POINT = pages.BODY.clone("point", role="LBody")
_MARGIN = 68.0
_POINT_COLUMNS = (40.0, pages.width(_MARGIN) - 40)
_POINT_ROW = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("LINEABOVE", (0, 0), (-1, -1), 0.6, style.HAIRLINE),
    ]
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A published thing that the summary draws on: how it is cited, and where it can be read.

    ``key`` is what the text cites it by, such as ``15`` for ``[15]``; without one it is counted.
    """

    text: str
    url: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts:
    """All that a printed executive summary says.

    ``paragraphs`` are pairs of kind (``heading``, ``paragraph``, ``bullet``) and plain text;
    ``learning_points`` pairs of id and text. ``url`` is where the page itself can be read.
    """

    title: str
    subtitle: str
    paragraphs: tuple[tuple[str, str], ...]
    learning_points: tuple[tuple[str, str], ...]
    sources: tuple[Reference, ...]
    review: Reference | None
    prepared_on: date
    version: str
    partnership: str
    url: str


def draw_executive_summary(facts: SummaryFacts) -> bytes:
    """Return the summary as A4 PDF; equal facts give equal bytes."""
    dress = Dress(
        title=f"Executive summary: {facts.title}",
        author=facts.partnership,
        subject=facts.subtitle,
        keywords=f"executive summary, version {facts.version}",
        head=f"{facts.partnership}  ·  Executive summary: {facts.title}",
        foot=f"Version {facts.version}, prepared on {style.date_words(facts.prepared_on)}",
        dated=facts.prepared_on,
        margin=_MARGIN,
    )
    return pages.draw(dress, lambda: _story(facts))


def _story(facts: SummaryFacts) -> list[Flowable]:
    """Return everything in reading order."""
    return [
        text("Executive summary", pages.SMALL),
        text(facts.title, pages.TITLE),
        text(facts.subtitle, pages.SUBTITLE),
        pages.dash(6, 12),
        *(block(kind, words) for kind, words in facts.paragraphs),
        *learning_points(facts.learning_points),
        *references(facts.review, facts.sources),
        Spacer(0, 8),
        linked("Read this summary on screen:", facts.url, pages.SMALL),
    ]


def block(kind: str, words: str) -> Flowable:
    """Return one block of the summary; a kind that is not known reads as a paragraph."""
    if kind == "heading":
        return text(words, pages.HEADING)
    if kind == "bullet":
        return text(words, pages.BULLET, "•")
    return text(words)


def learning_points(points: tuple[tuple[str, str], ...]) -> list[Flowable]:
    """Return the learning points as rows of id and text."""
    if not points:
        return []
    rows = ([text(key, _KEY), text(words, _POINT)] for key, words in points)
    grids = [_item(row) for row in rows]
    return [text("Learning points", pages.HEADING), *grids]


def _item(row: list[Any]) -> Grid:
    """Return a learning point as a row: an item of a list."""
    return Grid(
        [row],
        colWidths=_POINT_COLUMNS,
        splitInRow=1,
        style=_POINT_ROW,
        renderCB=marks(items=True),
    )


def references(review: Reference | None, sources: tuple[Reference, ...]) -> list[Flowable]:
    """Return the published review and the numbered sources."""
    story: list[Flowable] = []
    if review:
        story += [text("Published review", pages.HEADING), _cited(review, "")]
    if sources:
        numbered = enumerate(sources, 1)
        story += [
            text("Sources", pages.HEADING),
            *(
                _cited(source, f"[{source.key}]  " if source.key else f"{number}.  ")
                for number, source in numbered
            ),
        ]
    return story


def _cited(reference: Reference, before: str) -> Flowable:
    """Return one reference, with its address if it has one."""
    words = before + reference.text
    return linked(words, reference.url, pages.SMALL) if reference.url else text(words, pages.SMALL)
