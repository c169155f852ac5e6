"""The quality of the learning: what is sent back to its author, and what is not."""

from dataclasses import replace
from datetime import date

import pytest

from elearn.catalogue.prose import ease_of, paragraphs
from elearn.catalogue.quality import Standard, quality_faults
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Kind, LearningPoint, Module, Section
from elearn.domain.quizzes import Quiz
from tests import factories

TODAY = date(2026, 11, 23)
STANDARD = Standard(TODAY, ("monster",))


def said_of(module: Module, quiz: Quiz | None = None) -> str:
    """Return all that is said of a module and its quiz."""
    quizzes = {module.slug: quiz} if quiz else {}
    catalogue = Catalogue({}, {module.slug: module}, quizzes, {}, (), {}, lambda _text: None)  # type: ignore[arg-type, return-value]
    return "\n".join(map(str, quality_faults(catalogue, STANDARD)))


def case(**parts: object) -> Module:
    base = factories.module(kind=Kind.CASE, title="Ana Brown", review_on=date(2027, 1, 1))
    return replace(base, **parts)  # type: ignore[arg-type]


def section(html: str, name: str = "what-happened") -> Section:
    return Section(name, "What happened", html, None, ())


def test_a_review_is_due_on_its_day() -> None:
    assert "review was due on 2026-11-23" in said_of(case(review_on=TODAY))
    assert "review was due" not in said_of(case(review_on=date(2026, 11, 24)))


def test_a_claim_about_the_case_cites_a_source() -> None:
    claim = "<p>In 2006 Ana was seen by a doctor, who wrote to the council about what he saw."
    bare = said_of(case(sections=(section(f"{claim}</p>"),)))
    assert "sections.what-happened: cites no source" in bare
    cited = said_of(case(sections=(section(f"{claim} <sup>[1]</sup></p>"),)))
    assert "cites no source" not in cited


def test_advice_needs_no_source() -> None:
    html = "<p>In 2026 ask yourself what Ana would have needed from your own service this week.</p>"
    assert "cites no source" not in said_of(case(sections=(section(html, "in-practice"),)))


def test_a_word_to_avoid_is_found_wherever_a_learner_reads() -> None:
    assert 'avoid the word "monster"' in said_of(case(summary="No Monster here."))
    assert "avoid" not in said_of(case(summary="He demonstrated it."))


def test_hard_prose_is_sent_back() -> None:
    hard = "<p>Notwithstanding interdisciplinary organisational considerations, "
    hard += "multidimensional responsibilities necessitate collaborative deliberation.</p>"
    assert "use plainer words" in said_of(case(sections=(section(hard),)))
    assert "plainer" not in said_of(case(sections=(section("<p>The child was safe.</p>"),)))


def test_a_learning_point_needs_a_theme_and_a_question() -> None:
    point = LearningPoint("LP1", "Ask who lives there.", "<p>Nobody asked.</p>", None)
    unasked = factories.quiz(factories.single(learning_points=()))
    said = said_of(case(learning_points=(point,)), unasked)
    assert "learning_points.LP1: is linked to no theme" in said
    assert "learning_points.LP1: no question covers it" in said


@pytest.mark.parametrize("text", ["All of the above", "None of these"])
def test_a_lazy_option_is_sent_back(text: str) -> None:
    options = (factories.option("a", correct=True), factories.option("b", text_html=text))
    quiz = factories.quiz(factories.single(options=options))
    assert 'an option like "all of the above"' in said_of(case(), quiz)


def test_a_right_option_that_is_always_the_longest_is_sent_back() -> None:
    long = factories.option("a", correct=True, text_html="A very much longer option than the other")
    quiz = factories.quiz(
        factories.single(options=(long, factories.option("b"), factories.option("c")))
    )
    assert "the right option is the longest too often" in said_of(case(), quiz)


def test_paragraphs_are_read_without_their_marks() -> None:
    html = (
        "<p>One <strong>two</strong> &amp; three. <sup><a>[1]</a></sup></p><ul><li>Four</li></ul>"
    )
    assert paragraphs(html) == ("One two & three. [1]", "Four")


def test_ease_counts_words_and_sentences_but_not_citations() -> None:
    ease = ease_of(["The cat sat. [1] The dog ran! [2]", "A list item"])
    assert (ease.words, ease.sentence_length) == (9, 3.0)
    assert ease.reading_ease > 100


def test_no_prose_has_no_ease() -> None:
    assert ease_of([]).words == 0
