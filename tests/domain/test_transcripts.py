"""Transcripts: their totals, and the snapshot that they are drawn from for ever."""

import json
from dataclasses import replace
from datetime import date
from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.certification import new_number
from elearn.domain.errors import SnapshotFault
from elearn.domain.transcripts import RecordedCompletion, Total, TranscriptFacts, totals
from tests.documents.test_transcript import FACTS, entry


def test_totals_are_by_calendar_year_of_completion_and_overall() -> None:
    entries = (
        entry(completed_on=date(2024, 12, 31), minutes=30),
        entry(completed_on=date(2025, 1, 1), minutes=40, participatory_minutes=10),
        entry(completed_on=date(2024, 1, 1), minutes=5, participatory_minutes=5),
    )
    assert totals(entries) == (
        Total("2025", 1, 40, 10),
        Total("2024", 2, 35, 5),
        Total("All", 3, 75, 15),
    )


NUMBERS = st.builds(new_number)
TEXTS = st.text(printable + 'ŵłễ\u2028"', max_size=20)
ENTRIES = st.builds(
    RecordedCompletion, module=TEXTS, title=TEXTS, kind=TEXTS, version=TEXTS, method=TEXTS,
    completed_on=st.dates(), valid_until=st.none() | st.dates(),
    score_percent=st.none() | st.integers(0, 100), minutes=st.integers(0, 10**6),
    participatory_minutes=st.integers(0, 10**6), certificate=st.none() | NUMBERS,
)  # fmt: skip


@given(NUMBERS, TEXTS, st.none() | TEXTS, st.dates(), st.lists(ENTRIES, max_size=4).map(tuple))
def test_a_snapshot_reads_back_as_it_was(
    number: str, name: str, agency: str | None, day: date, entries: tuple[RecordedCompletion, ...]
) -> None:
    facts = TranscriptFacts(
        number=number, person_name=name, agency=agency, partnership=name, as_at=day,
        entries=entries, verify_url=f"https://example.org/verify/{number}",
    )  # fmt: skip
    stored = facts.to_json()
    assert TranscriptFacts.from_json(stored) == facts
    assert TranscriptFacts.from_json(stored).to_json() == stored
    assert stored.isascii()


@pytest.mark.parametrize("number", [None, "1234567890123", ""])
def test_only_what_has_a_number_is_kept(number: str | None) -> None:
    with pytest.raises(SnapshotFault, match="number"):
        replace(FACTS, number=number).to_json()
    with pytest.raises(SnapshotFault, match="verify_url"):
        replace(FACTS, verify_url="https://example.org/verify").to_json()


SPOILT = {
    "snapshot": 2,
    "as_at": "2026-13-01",
    "agency": 5,
    "person_name": None,
    "entries": [{}],
    "design": True,
    "surprise": 1,
}


@pytest.mark.parametrize(("key", "value"), SPOILT.items())
def test_a_spoilt_snapshot_is_refused(key: str, value: object) -> None:
    spoilt = json.dumps(json.loads(FACTS.to_json()) | {key: value})
    with pytest.raises(SnapshotFault):
        TranscriptFacts.from_json(spoilt)


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(SnapshotFault):
        TranscriptFacts.from_json(text)


def test_minutes_are_those_of_all_entries() -> None:
    facts = replace(FACTS, entries=(entry(minutes=5, participatory_minutes=2), entry(minutes=7)))
    assert (facts.minutes, facts.participatory_minutes) == (12, 2)


def test_transcripts_state_the_same_whenever_and_under_whatever_number() -> None:
    later = replace(FACTS, number=None, as_at=date(2030, 1, 1), verify_url="x", design="y")
    assert FACTS.states_the_same_as(later)
    assert not FACTS.states_the_same_as(replace(later, entries=FACTS.entries[:1]))
    assert not FACTS.states_the_same_as(replace(later, person_name="Another"))
