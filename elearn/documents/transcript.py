"""A person's record of learning, as pages to print or keep."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable, LongTable, Spacer, Table, TableStyle

from elearn.documents import fonts, pages, style
from elearn.documents.code import draw_code
from elearn.documents.flow import marks
from elearn.documents.pages import Dress, text
from elearn.documents.signing import Seal
from elearn.documents.style import date_words, minutes_words
from elearn.documents.tagging import TaggedCanvas
from elearn.domain.certification import format_number
from elearn.domain.errors import SnapshotFault
from elearn.domain.transcripts import RecordedCompletion, TranscriptFacts, totals

_CELL = pages.BODY.clone("cell", fontSize=8, leading=11, spaceAfter=0)
_STRONG = _CELL.clone("strong", fontName=fonts.SANS_BOLD)
_NOTE = _CELL.clone("note", fontSize=7.5, leading=10, textColor=style.MUTED)
_HEAD = _CELL.clone("head", fontSize=7.5, leading=10, textColor=style.MUTED)
_RIGHT = _CELL.clone("right", alignment=2)
_RIGHT_HEAD = _HEAD.clone("right head", alignment=2)
_RIGHT_STRONG = _STRONG.clone("right strong", alignment=2)

_MARGIN = 45.0
_TOTAL_COLUMNS = (0.28, 0.18, 0.27, 0.27)
_CODE_SIDE = 78.0

_KINDS = {"case": "Case", "theme": "Theme", "overview": "Overview"}
_METHODS = {
    "quiz": "Reading and quiz",
    "reading": "Reading",
    "group_review": "Group review",
    "prior_learning": "Prior learning",
}


def draw_transcript(facts: TranscriptFacts) -> bytes:
    """Return the record as A4 PDF, latest completion first; equal facts give equal bytes.

    Raises SnapshotFault for a design that is not known, NameFault for a name no font can draw.
    """
    if facts.design != "record-1":
        raise SnapshotFault("design", f"{facts.design!r} is not known")
    fonts.require_drawable(facts.person_name)
    as_at = date_words(facts.as_at)
    number = format_number(facts.number) if facts.number else None
    dress = Dress(
        title=f"Record of learning: {facts.person_name}",
        author=facts.partnership,
        subject=f"Completions of {facts.person_name} as at {as_at}",
        keywords=f"transcript {number}" if number else "record of learning",
        head=f"{facts.partnership}  ·  Record of learning: {facts.person_name}",
        foot=f"As at {as_at}" + (f"  ·  Transcript {number}" if number else "  ·  Not issued"),
        dated=facts.as_at,
        margin=_MARGIN,
    )
    return pages.draw(dress, lambda: _story(facts))


def issued_transcript(facts: TranscriptFacts, seal: Seal | None) -> bytes:
    """Return a transcript as it is handed out: if it was issued, signed where there is a key."""
    drawn = draw_transcript(facts)
    return drawn if seal is None or facts.number is None else seal.sign(drawn, facts.as_at)


class _Code(Flowable):
    """The QR code of a transcript, up to the right of what was just set; it takes no room."""

    canv: TaggedCanvas

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def wrap(self, aW: float, _: float) -> tuple[float, float]:  # noqa: N803  # as ReportLab says
        """Return no height."""
        self.width: float = aW
        return aW, 0

    def draw(self) -> None:
        """Draw it where it is on the page, as its box and its link are told in those points."""
        x, y = self.canv.absolutePosition(0, 0)
        self.canv.translate(-x, -y)
        corner = (x + self.width - _CODE_SIDE, y)
        draw_code(self.canv, self.url, corner, _CODE_SIDE, "Check this transcript online")


def _story(facts: TranscriptFacts) -> list[Flowable]:
    """Return everything in reading order."""
    room = _CODE_SIDE + 16 if facts.number else 0
    small, title, subtitle = (
        look.clone(look.name, rightIndent=room)
        for look in (pages.SMALL, pages.TITLE, pages.SUBTITLE)
    )
    who = f"{facts.agency}, {facts.partnership}" if facts.agency else facts.partnership
    return [
        text("Record of learning", small),
        pages.name(facts.person_name, title),
        text(who, subtitle),
        *(text(words, small) for words in _standing(facts)),
        *([_Code(facts.verify_url)] if facts.number else []),
        pages.dash(8, 14),
        *(_body(facts) if facts.entries else [text("No completions are recorded.")]),
    ]


def _standing(facts: TranscriptFacts) -> list[str]:
    """Return as of when this holds, and how it can be checked."""
    as_at, address = date_words(facts.as_at), style.address_words(facts.verify_url)
    if facts.number is None:
        return [
            f"As at {as_at}",
            f"Not issued: this copy has no number of its own. Certificates can be checked by "
            f"their numbers at {address}",
        ]
    return [
        f"Transcript {format_number(facts.number)}, issued on {as_at}",
        f"To check that it is genuine, scan the code or enter its number at "
        f"{address.removesuffix(facts.number).rstrip('/')}",
    ]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table of completions: its header, its width in points, what is in it."""

    header: str
    width: float
    cell: Callable[[RecordedCompletion], Any]
    right: bool = False


def _columns(entries: Iterable[RecordedCompletion]) -> list[_Column]:
    """Return the columns; that of scores only where there is one."""
    scored = any(entry.score_percent is not None for entry in entries)
    columns = [
        _Column("Module", 92.0 if scored else 130.0, _module),
        _Column("Method", 60, lambda e: text(_METHODS[e.method], _CELL)),
        _Column("Completed on", 80, lambda e: text(date_words(e.completed_on), _CELL)),
        _Column("Valid until", 80, lambda e: text(_until(e), _CELL)),
        _Column("Minutes", 42, lambda e: text(str(e.minutes), _RIGHT), right=True),
        _Column("Of which participatory", 56,
                lambda e: text(str(e.participatory_minutes), _RIGHT), right=True),
        _Column("Certificate", 57.27, _certificate),
    ]  # fmt: skip
    if scored:
        columns.insert(4, _Column("Score", 38, lambda e: text(_score(e), _RIGHT), right=True))
    return columns


def _body(facts: TranscriptFacts) -> list[Flowable]:
    """Return the table of completions and the totals."""
    latest = sorted(facts.entries, key=lambda entry: entry.completed_on, reverse=True)
    columns = _columns(latest)
    rows: list[list[Any]] = [
        [text(column.header, _RIGHT_HEAD if column.right else _HEAD) for column in columns],
        *([column.cell(entry) for column in columns] for entry in latest),
    ]
    widths = [column.width for column in columns]
    return [
        LongTable(rows, colWidths=widths, repeatRows=1, style=_LINES, renderCB=marks()),
        Spacer(0, 10),
        text("Totals by calendar year", pages.HEADING),
        _totals_table(latest),
        Spacer(0, 8),
        text(
            "Minutes are all learning time. Participatory minutes are the part of them "
            "spent learning with others. A completion is valid to the end of the day shown.",
            pages.SMALL,
        ),
    ]


def _module(entry: RecordedCompletion) -> list[Flowable]:
    """Return what was completed."""
    about = f"{_KINDS[entry.kind]}, version {entry.version}"
    return [text(entry.title, _STRONG), text(about, _NOTE)]


def _until(entry: RecordedCompletion) -> str:
    return date_words(entry.valid_until) if entry.valid_until else "No expiry"


def _score(entry: RecordedCompletion) -> str:
    return "" if entry.score_percent is None else f"{entry.score_percent}%"


def _certificate(entry: RecordedCompletion) -> Flowable:
    if entry.certificate is None:
        return text("None in force", _NOTE)
    number = format_number(entry.certificate)
    return text(f"{number[:10]} {number[10:]}", _NOTE)  # it has room for two lines


def _totals_table(entries: Iterable[RecordedCompletion]) -> Table:
    """Return the totals, the last row overall."""
    words = ("Completed in", "Completions", "Learning time", "Of which participatory")
    rows = [[text(words[0], _HEAD), *(text(word, _RIGHT_HEAD) for word in words[1:])]]
    for total in totals(entries):
        cells = [str(total.completions), minutes_words(total.minutes)]
        cells.append(minutes_words(total.participatory_minutes))
        look, right = (_STRONG, _RIGHT_STRONG) if total.period == "All" else (_CELL, _RIGHT)
        first = "All years" if total.period == "All" else total.period
        rows.append([text(first, look), *(text(cell, right) for cell in cells)])
    widths = [share * pages.width(_MARGIN) for share in _TOTAL_COLUMNS]
    return Table(rows, colWidths=widths, repeatRows=1, style=_LINES, renderCB=marks())


_LINES = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("LEFTPADDING", (-1, 0), (-1, -1), 8),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, style.TEAL),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, style.HAIRLINE),
    ]
)
