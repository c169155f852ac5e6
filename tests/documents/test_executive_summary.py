"""The printed executive summary: everything is there, in order, and links lead somewhere."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from elearn.documents.executive_summary import Reference, SummaryFacts, draw_executive_summary
from tests.documents.samples import metadata, opened, texts

PARAGRAPH = (
    "Agencies held different parts of the picture, and each contact was treated as a new event, "
    "so that what was known about the household was never put together in one place. "
)
FACTS = SummaryFacts(
    title="A made-up case",
    subtitle="What the partnership learned from it",
    paragraphs=(
        ("heading", "What happened"),
        ("paragraph", PARAGRAPH),
        ("bullet", "The school wrote to the health visitor"),
    ),
    learning_points=(("LP1", "Ask who is in the home"), ("LP2", "Share it in writing")),
    sources=(
        Reference("The board, Review of a made-up case (2009)", "https://example.org/review.pdf"),
        Reference("A source that is only on paper"),
    ),
    review=Reference("Serious case review: a made-up case", "https://example.org/published"),
    prepared_on=date(2026, 3, 4),
    version="1.2",
    partnership="Borsetshire Safeguarding Children Partnership",
    url="https://learning.example.org/modules/made-up/executive-summary",
)
LONG = replace(FACTS, paragraphs=(("heading", "What happened"), ("paragraph", PARAGRAPH * 3)) * 12)


def links(pdf: bytes) -> list[str]:
    """Return the addresses that a document links to, in order."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            str(annotation.A.URI)
            for page in document.pages
            for annotation in page.get("/Annots", pikepdf.Array())
        ]


def test_a_summary_is_a4_portrait() -> None:
    with opened(draw_executive_summary(FACTS)) as document:
        assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.01)


def test_everything_is_said_in_reading_order() -> None:
    [page] = texts(draw_executive_summary(FACTS))
    said = [
        "Executive summary",
        "A made-up case",
        "What the partnership learned from it",
        "What happened",
        PARAGRAPH.strip(),
        "• The school wrote",
        "Learning points",
        "LP1 Ask who is in the home",
        "LP2 Share it in writing",
        "Published review",
        "Serious case review: a made-up case",
        "Sources",
        "1. The board, Review of a made-up case (2009)",
        "2. A source that is only on paper",
        "learning.example.org/modules/made-up/executive-summary",
    ]
    places = [page.find(words, page.find("Executive summary", 80)) for words in said]
    assert -1 not in places
    assert places == sorted(places)


def test_every_page_says_whose_it_is_its_version_and_its_number() -> None:
    pages = texts(draw_executive_summary(LONG))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Version 1.2, prepared on 4 March 2026" in page
        assert "Borsetshire Safeguarding Children Partnership · Executive summary" in page


def test_a_heading_is_never_left_alone_at_the_foot_of_a_page() -> None:
    for extra in range(12):
        blocks = (("paragraph", PARAGRAPH),) * (14 + extra) + (("heading", "Alone?"),)
        facts = replace(FACTS, paragraphs=(*blocks, ("paragraph", "Company.")))
        assert [p for p in texts(draw_executive_summary(facts)) if "Alone?" in p] == [
            p for p in texts(draw_executive_summary(facts)) if "Company." in p
        ]


def test_addresses_are_links_and_other_schemes_are_only_words() -> None:
    assert links(draw_executive_summary(FACTS)) == [
        "https://example.org/published",
        "https://example.org/review.pdf",
        FACTS.url,
    ]
    unsafe = replace(FACTS, review=Reference("Review", "javascript:alert(1)"), sources=())
    assert links(draw_executive_summary(unsafe)) == [FACTS.url]


def test_words_that_look_like_markup_are_printed_as_they_are() -> None:
    odd = 'Less < more & <b>bold</b> "quoted" <para> &amp; <font color="red">'
    facts = replace(FACTS, title=odd, paragraphs=(("paragraph", odd), ("bullet", odd)))
    assert texts(draw_executive_summary(facts))[0].count(odd) >= 3


def test_a_source_with_a_key_is_listed_by_what_the_text_cites() -> None:
    cited = (("paragraph", "As one paper said. [15]"),)
    facts = replace(FACTS, paragraphs=cited, sources=(Reference("The paper", key="15"),))
    assert "[15] The paper" in texts(draw_executive_summary(facts))[0]


def test_what_there_is_none_of_has_no_heading() -> None:
    facts = replace(FACTS, learning_points=(), sources=(), review=None)
    [page] = texts(draw_executive_summary(facts))
    headings = ("Learning points", "Sources", "Published review")
    assert not [heading for heading in headings if heading in page]


def test_a_very_long_word_or_learning_point_still_prints() -> None:
    facts = replace(FACTS, title="W" * 300, learning_points=(("LP1", PARAGRAPH * 60),))
    assert len(texts(draw_executive_summary(facts))) > 2


def test_equal_facts_give_equal_bytes() -> None:
    assert draw_executive_summary(LONG) == draw_executive_summary(replace(LONG))
    assert draw_executive_summary(LONG) != draw_executive_summary(FACTS)


def test_the_file_says_what_it_is_and_is_dated_by_its_facts() -> None:
    says = metadata(draw_executive_summary(FACTS))
    assert says["Title"] == "Executive summary: A made-up case"
    assert says["Author"] == FACTS.partnership
    assert says["Creator"] == "Learning Lessons"
    assert says["CreationDate"] == "D:20260304000000Z"
    with pikepdf.open(BytesIO(draw_executive_summary(FACTS))) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
