"""A person's record of learning on paper."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import zxingcpp

from elearn.documents.transcript import draw_transcript
from elearn.domain.errors import NameFault, SnapshotFault
from elearn.domain.transcripts import RecordedCompletion, TranscriptFacts
from tests.documents.samples import NUMBER, metadata, opened, picture, texts


def entry(**changes: Any) -> RecordedCompletion:
    """Return a made-up completion, with changes."""
    values: dict[str, Any] = {
        "module": "absent-men",
        "title": "Absent men",
        "kind": "theme",
        "version": "1.0",
        "method": "quiz",
        "completed_on": date(2026, 3, 4),
        "valid_until": date(2029, 3, 3),
        "score_percent": None,
        "minutes": 60,
        "participatory_minutes": 0,
        "certificate": NUMBER,
    }
    return RecordedCompletion(**(values | changes))


FACTS = TranscriptFacts(
    number=NUMBER,
    verify_url=f"https://learning.example.org/verify/{NUMBER}",
    person_name="Siân Ŵyn Łukasz-Nguyễn",
    agency="Borsetshire County Council",
    partnership="Borsetshire Safeguarding Children Partnership",
    as_at=date(2026, 11, 3),
    entries=(
        entry(),
        entry(
            title="A made-up case",
            kind="case",
            method="group_review",
            completed_on=date(2025, 9, 30),
            valid_until=None,
            minutes=95,
            participatory_minutes=95,
            certificate=None,
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
        "Transcript 7K3M-Q9X2-WBTA-D, issued on 3 November 2026",
        "scan the code or enter its number at learning.example.org/verify",
        "Absent men",
        "Theme, version 1.0",
        "Reading and quiz",
        "4 March 2026",
        "3 March 2029",
        "Group review",
        "30 September 2025",
        "No expiry",
        "7K3M-Q9X2-",
        "None in force",
        "Totals by calendar year",
        "2026 1 1 hour 0 minutes",
        "2025 1 1 hour 35 minutes 1 hour 35 minutes",
        "All years 2 2 hours 35 minutes 1 hour 35 minutes",
        "Page 1 of 1",
    ],
)
def test_a_record_says(said: str) -> None:
    assert said in texts(draw_transcript(FACTS))[0]


def test_a_copy_that_was_not_issued_says_so_and_has_no_number() -> None:
    copy = replace(FACTS, number=None, verify_url="https://learning.example.org/verify")
    [page] = texts(draw_transcript(copy))
    assert "Not issued: this copy has no number of its own." in page
    assert "numbers at learning.example.org/verify" in page
    assert "Transcript" not in page


def test_the_code_leads_to_where_the_transcript_is_checked() -> None:
    [found] = zxingcpp.read_barcodes(picture(draw_transcript(FACTS), 3))
    assert found.text == FACTS.verify_url


def test_scores_have_a_column_only_where_there_are_any() -> None:
    assert "Score" not in texts(draw_transcript(FACTS))[0]
    [page] = texts(draw_transcript(replace(FACTS, entries=(entry(score_percent=85), entry()))))
    assert "Valid until Score Minutes" in page
    assert "85%" in page


def test_a_design_that_is_not_known_is_refused() -> None:
    with pytest.raises(SnapshotFault):
        draw_transcript(replace(FACTS, design="record-9"))


def test_the_latest_completion_comes_first() -> None:
    older = entry(title="Older", completed_on=date(2020, 1, 1))
    newer = entry(title="Newer", completed_on=date(2026, 1, 1))
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
    many = tuple(entry(title=f"Module number {i:03d}") for i in range(120))
    everything = " ".join(texts(draw_transcript(replace(FACTS, entries=many))))
    assert [e.title for e in many if e.title not in everything] == []


def test_long_names_and_titles_wrap_within_the_margins() -> None:
    facts = replace(
        FACTS,
        person_name="W" * 120,
        agency="Borsetshire and Felpersham University Hospitals NHS Foundation Trust " * 3,
        entries=(entry(title="Children who pose a risk " * 8), entry(title="W" * 90)),
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
