"""A quiz on paper: one draw for each version, and a key that marking agrees with."""

import re
from dataclasses import replace
from functools import cache

import pytest

from elearn.catalogue.loader import load_catalogue
from elearn.config import shipped_content
from elearn.domain.catalogue import Catalogue
from elearn.domain.marking import Answer, mark_answer
from elearn.domain.paper import Printed, key_of, paper_number, printed_questions
from elearn.domain.quizzes import Matching, Numeric, Ordering, ShortAnswer, SingleChoice


@cache
def shipped() -> Catalogue:
    return load_catalogue(shipped_content())


def keyed_in(printed: Printed, key: str) -> Answer:
    """Return what someone keys in who copies the key from the paper."""
    ids = dict(zip(printed.letters, (option.id for option in printed.options), strict=True))
    parts = key.split(", ")
    match printed.question:
        case Numeric():
            return re.split(r"[, ]", key)[0]
        case ShortAnswer():
            return key.split(" or ")[0]
        case SingleChoice():
            return ids[key]
        case Matching(pairs=pairs):
            return {pair.id: ids[part[-1]] for pair, part in zip(pairs, parts, strict=True)}
        case _:
            return [ids[part] for part in parts]


@pytest.mark.parametrize("slug", shipped().quizzes)
def test_the_key_keyed_in_earns_every_mark(slug: str) -> None:
    for printed in printed_questions(shipped().quiz(slug)):
        answer = keyed_in(printed, key_of(printed))
        assert mark_answer(printed.question, answer).right, printed.question.id


@pytest.mark.parametrize("slug", shipped().quizzes)
def test_everyone_has_the_same_paper_until_the_quiz_changes(slug: str) -> None:
    quiz = shipped().quiz(slug)
    assert printed_questions(quiz) == printed_questions(quiz)
    changed = replace(quiz, content_hash="0" * 64)
    assert paper_number(changed) != paper_number(quiz)
    assert {p.question.outcome for p in printed_questions(changed)} == {
        question.outcome for question in quiz.questions
    }


def test_steps_are_never_printed_in_their_right_order() -> None:
    printed = [p for slug in shipped().quizzes for p in printed_questions(shipped().quiz(slug))]
    steps = [p for p in printed if isinstance(p.question, Ordering)]
    assert steps
    assert all(p.options != p.question.options for p in steps if isinstance(p.question, Ordering))
