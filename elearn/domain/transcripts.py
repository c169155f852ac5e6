"""Transcripts: what they state of a record, as it stood on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from elearn.domain import snapshots
from elearn.domain.certification import is_number
from elearn.domain.errors import SnapshotFault

SNAPSHOT = 1
"""The form of snapshot that is written; every form ever written can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCompletion:
    """One completion as a record states it, with the number of its certificate in force.

    ``valid_until`` is the last valid day, ``score_percent`` is never rounded up.
    """

    module: str
    title: str
    kind: str
    version: str
    method: str
    completed_on: date
    valid_until: date | None
    score_percent: int | None
    minutes: int
    participatory_minutes: int
    certificate: str | None


@dataclass(frozen=True, slots=True)
class Total:
    """How much was learned in a calendar year, or in all. Minutes include participatory ones."""

    period: str
    completions: int
    minutes: int
    participatory_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptFacts:
    """Everything a transcript says; it is drawn from nothing else.

    Without a ``number`` it is a copy that was not issued. ``verify_url`` is absolute, and ends with
    the number if there is one.
    """

    number: str | None
    person_name: str
    agency: str | None
    partnership: str
    as_at: date
    entries: tuple[RecordedCompletion, ...]
    verify_url: str
    design: str = "record-1"

    @property
    def minutes(self) -> int:
        """Return all minutes of learning."""
        return sum(entry.minutes for entry in self.entries)

    @property
    def participatory_minutes(self) -> int:
        """Return the minutes of learning done with others."""
        return sum(entry.participatory_minutes for entry in self.entries)

    def states_the_same_as(self, other: "TranscriptFacts") -> bool:
        """Tell whether both say the same, whenever and under whatever number."""
        return replace(self, number=other.number, as_at=other.as_at, verify_url=other.verify_url,
                       design=other.design) == other  # fmt: skip

    def to_json(self) -> str:
        """Return the canonical snapshot; only what was issued is kept."""
        if self.number is None or not is_number(self.number):
            raise SnapshotFault("number", "is not a transcript number")
        if not self.verify_url.endswith(self.number):
            raise SnapshotFault("verify_url", "does not end with the number")
        return snapshots.to_json(self, SNAPSHOT)

    @classmethod
    def from_json(cls, text: str) -> "TranscriptFacts":
        """Return the facts that ``to_json`` stored, or raise SnapshotFault naming the key."""
        return snapshots.from_json(cls, text, {SNAPSHOT: ()})


def totals(entries: Iterable[RecordedCompletion]) -> tuple[Total, ...]:
    """Return a total for each calendar year of completion, latest first, and one overall."""
    latest = sorted(entries, key=lambda entry: entry.completed_on, reverse=True)
    years = groupby(latest, key=lambda entry: entry.completed_on.year)
    return (*(_total(str(year), list(group)) for year, group in years), _total("All", latest))


def _total(period: str, entries: list[RecordedCompletion]) -> Total:
    """Return the sums of some entries."""
    minutes = sum(entry.minutes for entry in entries)
    shared = sum(entry.participatory_minutes for entry in entries)
    return Total(period, len(entries), minutes, shared)
