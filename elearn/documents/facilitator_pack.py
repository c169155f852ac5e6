"""The facilitator's pack: all that is needed on paper to learn from a module together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from elearn.documents import pages, style
from elearn.documents.blanks import line, table, to_fill_in
from elearn.documents.executive_summary import Reference, block, learning_points, references
from elearn.documents.pages import Dress, linked, text

_MARGIN = 68.0
_WIDE = pages.width(_MARGIN)
_ROWS, _ROW = 20, 26.0  # of the sign-in sheet, in points
_ACTIONS, _ACTION = 8, 44.0
_LINES = 2  # under each learning point and question
_KIND = "Facilitator’s pack"
_RULES = (
    "Read the module yourself first, and know whom people can turn to afterwards.",
    "Nobody has to speak. Whoever needs a moment may leave and come back.",
    "Please do not identify real families: talk about practice, not about cases of your own.",
    "If it turns out that a child may not be safe now, stop and act on that first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFacts:
    """All that a pack says.

    ``paragraphs`` are the executive summary of a case, pairs of kind and plain text, with its
    ``review`` and ``sources``, none for a theme; ``learning_points`` are pairs of id and text.
    ``url`` is where the module can be read.
    """

    title: str
    summary: str
    content_note: str | None
    outcomes: tuple[str, ...]
    paragraphs: tuple[tuple[str, str], ...]
    review: Reference | None
    sources: tuple[Reference, ...]
    learning_points: tuple[tuple[str, str], ...]
    team_questions: tuple[str, ...]
    inter_agency_questions: tuple[str, ...]
    response_prompts: tuple[str, ...]
    minutes: int
    prepared_on: date
    version: str
    partnership: str
    url: str


def draw_facilitator_pack(facts: PackFacts) -> bytes:
    """Return the pack as A4 PDF; equal facts give equal bytes."""
    dress = Dress(
        title=f"{_KIND}: {facts.title}",
        author=facts.partnership,
        subject=facts.summary,
        keywords=f"facilitator, version {facts.version}",
        head=f"{facts.partnership}  ·  {_KIND}: {facts.title}",
        foot=f"Version {facts.version}, prepared on {style.date_words(facts.prepared_on)}",
        dated=facts.prepared_on,
        margin=_MARGIN,
    )
    return pages.draw(dress, lambda: list(_story(facts)))


def _story(facts: PackFacts) -> Iterable[Flowable]:
    """Yield everything in reading order."""
    yield from _beginning(facts)
    if facts.paragraphs:
        yield PageBreak()
        yield from _title("Executive summary", facts)
        yield from (block(kind, words) for kind, words in facts.paragraphs)
        yield from references(facts.review, facts.sources)
    yield PageBreak()
    yield from _title("Learning points and discussion", facts)
    yield from learning_points(facts.learning_points)
    yield from _questions("Questions for a team", facts.team_questions)
    yield from _questions("Questions between agencies", facts.inter_agency_questions)
    yield from _questions("How would we respond in our service?", facts.response_prompts)
    yield PageBreak()
    yield from _title("Actions agreed", facts)
    blank = [["", "", ""] for _ in range(_ACTIONS)]
    yield table(("What will be done", "Who", "By when"), blank, (0.6, 0.22, 0.18), _WIDE, _ACTION)
    yield PageBreak()
    yield from _sign_in(facts)


def _title(words: str, facts: PackFacts) -> list[Flowable]:
    return [text(_KIND, pages.SMALL), text(words, pages.TITLE), text(facts.title, pages.SUBTITLE),
            pages.dash(6, 8)]  # fmt: skip


def _beginning(facts: PackFacts) -> Iterable[Flowable]:
    """Yield the first page: what this is about, and how to begin."""
    yield text(_KIND, pages.SMALL)
    yield text(facts.title, pages.TITLE)
    yield text(facts.summary, pages.SUBTITLE)
    yield pages.dash(6, 12)
    yield text("What people will be able to do", pages.HEADING)
    yield from (text(words, pages.BULLET, "•") for words in facts.outcomes)
    yield text("Before you begin", pages.HEADING)
    if facts.content_note:
        yield text(facts.content_note)
    yield from (text(words, pages.BULLET, "•") for words in _RULES)
    alone = style.minutes_words(facts.minutes)
    yield text(f"Reading the module alone takes about {alone}.")
    yield linked("Read the module on screen:", facts.url, pages.SMALL)


def _questions(heading: str, questions: tuple[str, ...]) -> Iterable[Flowable]:
    """Yield questions, each with room for what was said."""
    for number, words in enumerate(questions, 1):
        head = [text(heading, pages.HEADING)] if number == 1 else [Spacer(0, 8)]
        yield KeepTogether([*head, text(f"{number}. {words}"), *(line() for _ in range(_LINES))])


def _sign_in(facts: PackFacts) -> Iterable[Flowable]:
    """Yield the sheet on which those who came write their names."""
    yield from _title("Sign-in sheet", facts)
    for words in ("Date and place", "Facilitator"):
        yield from to_fill_in(words)
    yield Spacer(0, 14)
    rows = [[str(number), "", "", ""] for number in range(1, _ROWS + 1)]
    heads = ("No.", "Name", "Job and agency", "Signature")
    yield table(heads, rows, (0.08, 0.34, 0.34, 0.24), _WIDE, _ROW)
