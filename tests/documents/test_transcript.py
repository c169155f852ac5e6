"""A person's record of learning on paper."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from elearn.documents.transcript import (
    Total,
    TranscriptEntry,
    TranscriptFacts,
    draw_transcript,
    totals,
)
from elearn.domain.errors import NameFault
from tests.documents.samples import NUMBER, metadata, opened, texts


def entry(**changes: Any) -> TranscriptEntry:
    """Return a made-up completion, with changes."""
    values: dict[str, Any] = {
        "module_title": "Absent men",
        "kind": "theme",
        "version": "1.0",
        "method": "Quiz",
        "completed_on": date(2026, 3, 4),
        "valid_until": date(2029, 3, 3),
        "minutes": 60,
        "participatory_minutes": 0,
        "certificate_number": NUMBER,
    }
    return TranscriptEntry(**(values | changes))


FACTS = TranscriptFacts(
    person_name="Siân Ŵyn Łukasz-Nguyễn",
    agency="Borsetshire County Council",
    partnership="Borsetshire Safeguarding Children Partnership",
    as_at=date(2026, 11, 3),
    entries=(
        entry(),
        entry(
            module_title="A made-up case",
            kind="case",
            method="Group review",
            completed_on=date(2025, 9, 30),
            valid_until=None,
            minutes=95,
            participatory_minutes=95,
            certificate_number=None,
        ),
    ),
)


def test_a_record_is_a4_portrait() -> None:
    with opened(draw_transcript(FACTS)) as document:
        assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.01)


@pytest.mark.parametrize(
    "said",
    [
        "Record of learning Siân Ŵyn Łukasz-Nguyễn",
        "Borsetshire County Council, Borsetshire Safeguarding Children Partnership",
        "As at 3 November 2026",
        "Absent men",
        "Theme module, version 1.0",
        "Quiz",
        "4 March 2026",
        "3 March 2029",
        "Group review",
        "30 September 2025",
        "No expiry",
        "7K3M-Q9X2-",
        "None issued",
        "Totals by calendar year",
        "2026 1 1 hour 0 minutes",
        "2025 1 1 hour 35 minutes 1 hour 35 minutes",
        "All years 2 2 hours 35 minutes 1 hour 35 minutes",
        "Page 1 of 1",
    ],
)
def test_a_record_says(said: str) -> None:
    assert said in texts(draw_transcript(FACTS))[0]


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


def test_the_latest_completion_comes_first() -> None:
    older = entry(module_title="Older", completed_on=date(2020, 1, 1))
    newer = entry(module_title="Newer", completed_on=date(2026, 1, 1))
    [page] = texts(draw_transcript(replace(FACTS, entries=(older, newer))))
    assert page.index("Newer") < page.index("Older")


def test_an_empty_record_says_so() -> None:
    [page] = texts(draw_transcript(replace(FACTS, entries=())))
    assert "No completions are recorded." in page
    assert "Totals" not in page


def test_a_long_record_repeats_its_headers_and_counts_its_pages() -> None:
    pages = texts(draw_transcript(replace(FACTS, entries=(entry(),) * 90)))
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        if "7K3M" in page:
            assert "Completed on Valid until" in page


def test_every_completion_of_a_long_record_is_there() -> None:
    many = tuple(entry(module_title=f"Module number {i:03d}") for i in range(120))
    everything = " ".join(texts(draw_transcript(replace(FACTS, entries=many))))
    assert [e.module_title for e in many if e.module_title not in everything] == []


def test_long_names_and_titles_wrap_within_the_margins() -> None:
    facts = replace(
        FACTS,
        person_name="W" * 120,
        agency="Borsetshire and Felpersham University Hospitals NHS Foundation Trust " * 3,
        entries=(entry(module_title="Children who pose a risk " * 8), entry(module_title="W" * 90)),
    )
    with opened(draw_transcript(facts)) as document:
        boxes = [item.get_bounds() for page in document for item in page.get_objects()]
    assert min(box[0] for box in boxes) >= 44
    assert max(box[2] for box in boxes) <= 595.28 - 44


def test_a_name_no_font_can_draw_is_refused() -> None:
    with pytest.raises(NameFault):
        draw_transcript(replace(FACTS, person_name="李"))


def test_equal_facts_give_equal_bytes() -> None:
    assert draw_transcript(FACTS) == draw_transcript(replace(FACTS))


def test_the_file_says_whose_record_it_is_and_on_which_day() -> None:
    says = metadata(draw_transcript(FACTS))
    assert says["Title"] == "Record of learning: Siân Ŵyn Łukasz-Nguyễn"
    assert says["Author"] == FACTS.partnership
    assert says["CreationDate"] == "D:20261103000000Z"
