"""A person's record of learning, as pages to print or keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from reportlab.platypus import Flowable, LongTable, Spacer, Table, TableStyle

from elearn.documents import fonts, pages, style
from elearn.documents.flow import marks
from elearn.documents.pages import Dress, text
from elearn.documents.style import date_words, minutes_words
from elearn.domain.certification import format_number

_CELL = pages.BODY.clone("cell", fontSize=8, leading=11, spaceAfter=0)
_STRONG = _CELL.clone("strong", fontName=fonts.SANS_BOLD)
_NOTE = _CELL.clone("note", fontSize=7.5, leading=10, textColor=style.MUTED)
_HEAD = _CELL.clone("head", fontSize=7.5, leading=10, textColor=style.MUTED)
_RIGHT = _CELL.clone("right", alignment=2)
_RIGHT_HEAD = _HEAD.clone("right head", alignment=2)
_RIGHT_STRONG = _STRONG.clone("right strong", alignment=2)

_MARGIN = 45.0
_COLUMNS = (130.0, 60.0, 80.0, 80.0, 42.0, 56.0, 57.27)
_TOTAL_COLUMNS = (0.28, 0.18, 0.27, 0.27)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptEntry:
    """One completion. ``valid_until`` is the last valid day; words such as ``method`` are shown."""

    module_title: str
    kind: str
    version: str
    method: str
    completed_on: date
    valid_until: date | None
    minutes: int
    participatory_minutes: int
    certificate_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptFacts:
    """A person's completions as they stood at the end of a day."""

    person_name: str
    agency: str | None
    partnership: str
    as_at: date
    entries: tuple[TranscriptEntry, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How much was learned in a calendar year, or in all. Minutes include participatory ones."""

    period: str
    completions: int
    minutes: int
    participatory_minutes: int


def totals(entries: Iterable[TranscriptEntry]) -> tuple[Total, ...]:
    """Return a total for each calendar year of completion, latest first, and one overall."""
    latest = sorted(entries, key=lambda entry: entry.completed_on, reverse=True)
    years = groupby(latest, key=lambda entry: entry.completed_on.year)
    return (*(_total(str(year), list(group)) for year, group in years), _total("All", latest))


def draw_transcript(facts: TranscriptFacts) -> bytes:
    """Return the record as A4 PDF, latest completion first; equal facts give equal bytes.

    Raises NameFault for a name that no font can draw.
    """
    fonts.require_drawable(facts.person_name)
    as_at = date_words(facts.as_at)
    dress = Dress(
        title=f"Record of learning: {facts.person_name}",
        author=facts.partnership,
        subject=f"Completions of {facts.person_name} as at {as_at}",
        keywords="record of learning",
        head=f"{facts.partnership}  ·  Record of learning: {facts.person_name}",
        foot=f"As at {as_at}",
        dated=facts.as_at,
        margin=_MARGIN,
    )
    return pages.draw(dress, lambda: _story(facts))


def _total(period: str, entries: list[TranscriptEntry]) -> Total:
    """Return the sums of some entries."""
    minutes = sum(entry.minutes for entry in entries)
    shared = sum(entry.participatory_minutes for entry in entries)
    return Total(period, len(entries), minutes, shared)


def _story(facts: TranscriptFacts) -> list[Flowable]:
    """Return everything in reading order."""
    who = f"{facts.agency}, {facts.partnership}" if facts.agency else facts.partnership
    return [
        text("Record of learning", pages.SMALL),
        pages.name(facts.person_name, pages.TITLE),
        text(who, pages.SUBTITLE),
        text(f"As at {date_words(facts.as_at)}", pages.SMALL),
        pages.dash(4, 14),
        *(_body(facts.entries) if facts.entries else [text("No completions are recorded.")]),
    ]


def _body(entries: tuple[TranscriptEntry, ...]) -> list[Flowable]:
    """Return the table of completions and the totals."""
    latest = sorted(entries, key=lambda entry: entry.completed_on, reverse=True)
    headers = (
        *(text(words, _HEAD) for words in ("Module", "Method", "Completed on", "Valid until")),
        *(text(words, _RIGHT_HEAD) for words in ("Minutes", "Of which participatory")),
        text("Certificate", _HEAD),
    )
    rows: list[list[Any]] = [list(headers), *(_row(entry) for entry in latest)]
    return [
        LongTable(rows, colWidths=_COLUMNS, repeatRows=1, style=_LINES, renderCB=marks()),
        Spacer(0, 10),
        text("Totals by calendar year", pages.HEADING),
        _totals_table(entries),
        Spacer(0, 8),
        text(
            "Minutes are all learning time. Participatory minutes are the part of them "
            "spent learning with others. A completion is valid to the end of the day shown.",
            pages.SMALL,
        ),
    ]


def _row(entry: TranscriptEntry) -> list[Any]:
    """Return one completion as cells."""
    until = date_words(entry.valid_until) if entry.valid_until else "No expiry"
    number = entry.certificate_number
    about = f"{entry.kind.capitalize()} module, version {entry.version}"
    return [
        [text(entry.module_title, _STRONG), text(about, _NOTE)],
        text(entry.method, _CELL),
        text(date_words(entry.completed_on), _CELL),
        text(until, _CELL),
        text(str(entry.minutes), _RIGHT),
        text(str(entry.participatory_minutes), _RIGHT),
        text(format_number(number) if number else "None issued", _NOTE),
    ]


def _totals_table(entries: tuple[TranscriptEntry, ...]) -> Table:
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
