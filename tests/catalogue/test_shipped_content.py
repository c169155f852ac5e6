"""The content of this repository: every module and quiz is loaded and rendered."""

import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from elearn.catalogue.loader import load_catalogue
from elearn.catalogue.markdown import TAGS
from elearn.domain.attempts import draw_questions
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import (
    Kind,
    Module,
)
from elearn.domain.marking import check_answer, mark_quiz, right_answer
from elearn.domain.quizzes import Quiz

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.parent.name for path in ROOT.glob("modules/*/*/module.md"))
QUIZZES = sorted(path.stem for path in ROOT.glob("quizzes/*/*.yaml"))


@cache
def shipped() -> Catalogue:
    return load_catalogue(ROOT)


def every_html(module: Module) -> list[str]:
    summary = module.executive_summary
    return [
        *(section.body_html for section in module.sections),
        *(point.detail_html for point in module.learning_points),
        *(person.note_html for person in module.people),
        *(entry.learned_html for entry in module.timeline),
        *(entry.shared_note_html for entry in module.timeline),
        *([summary.body_html] if summary else []),
    ]


def quiz_html(quiz: Quiz) -> list[str]:
    parts = [scenario.text_html for scenario in quiz.scenarios]
    for question in quiz.questions:
        parts += [question.stem_html, question.feedback_html, question.hint_html]
        for option in getattr(question, "options", ()):
            parts += [option.text_html, option.feedback_html]
    return parts


def test_the_shipped_content_has_no_fault() -> None:
    catalogue = shipped()
    assert sorted(catalogue.modules) == MODULES
    assert sorted(catalogue.quizzes) == QUIZZES


def test_there_is_an_overview_a_case_and_a_theme() -> None:
    assert {module.kind for module in shipped().modules.values()} == set(Kind)


@pytest.mark.parametrize("slug", MODULES)
def test_every_section_of_every_module_has_something_to_read(slug: str) -> None:
    module = shipped().module(slug)
    for section in module.sections:
        assert BeautifulSoup(section.body_html, "html.parser").get_text().strip() or section.shows


@pytest.mark.parametrize("slug", MODULES)
def test_every_module_renders_without_leftover_markup(slug: str) -> None:
    for html in every_html(shipped().module(slug)):
        assert_clean(html)


@pytest.mark.parametrize("slug", QUIZZES)
def test_every_quiz_renders_without_leftover_markup(slug: str) -> None:
    for html in quiz_html(shipped().quiz(slug)):
        assert_clean(html)


def leads_somewhere(href: str) -> bool:
    inside = re.match(r"/modules/([^/#]+)(?:/([^/#]+))?(#source-S\d+)?$", href)
    if inside:
        module = shipped().module(inside[1])
        return not inside[2] or any(section.id == inside[2] for section in module.sections)
    return bool(re.match(r"(https?://|#source-S\d+$)", href))


def assert_clean(html: str) -> None:
    soup = BeautifulSoup(html, "html.parser")
    assert {element.name for element in soup.find_all(True)} <= TAGS
    for anchor in soup.find_all("a"):
        assert leads_somewhere(str(anchor.get("href"))), anchor
    text = soup.get_text()
    assert not re.search(r"\*\*|\]\(|\{#|\[S\d|&[a-z]+;|RECALL", text), text


@pytest.mark.parametrize("slug", QUIZZES)
def test_every_quiz_can_be_passed_by_its_own_key(slug: str) -> None:
    quiz = shipped().quiz(slug)
    answers = {question.id: right_answer(question) for question in quiz.questions}
    for question in quiz.questions:
        assert check_answer(question, answers[question.id]) == answers[question.id]
    result = mark_quiz(quiz.questions, answers, quiz.pass_mark)
    assert result.score == 1
    assert result.passed
    assert not mark_quiz(quiz.questions, {}, quiz.pass_mark).passed


@pytest.mark.parametrize("slug", QUIZZES)
def test_every_quiz_asks_eight_questions_of_every_outcome_and_two_reflections(slug: str) -> None:
    quiz, module = shipped().quiz(slug), shipped().module(slug)
    assert len(draw_questions(quiz, seed=1)) >= 8
    assert len(quiz.reflections) >= 2
    assert {question.outcome for question in quiz.questions} == {o.id for o in module.outcomes}


@pytest.mark.parametrize("slug", QUIZZES)
def test_every_archived_quiz_reads_back_equal_to_the_live_one(slug: str) -> None:
    catalogue = shipped()
    live = catalogue.quiz(slug)
    assert catalogue.read_quiz(catalogue.texts[live.content_hash]) == live


@pytest.mark.parametrize("path", sorted(ROOT.glob("modules/cases/*/executive-summary.md")),
                         ids=lambda path: path.parent.name)  # fmt: skip
def test_every_executive_summary_has_the_length_that_authors_are_asked_for(path: Path) -> None:
    assert 400 <= len(path.read_text(encoding="utf-8").split()) <= 700
