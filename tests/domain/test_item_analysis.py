"""Facility, discrimination and choices: what is published of a question, and what never is."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.choices import choices_in, parts_of
from elearn.domain.item_analysis import (
    Analysed,
    Between,
    Given,
    Item,
    Point,
    analyse,
    bounds,
    discrimination,
    pooled,
)
from elearn.domain.marking import Answer, mark_answer, right_answer
from elearn.domain.quizzes import Question
from elearn.domain.suppression import FEWEST
from tests import factories as make

HERE = "health-visiting"


def given_by(question: Question, answer: Answer | None, people: int, service: str = HERE) -> Given:
    return Given(service, answer, mark_answer(question, answer).earned / question.marks, people)


def single(service: str = HERE, **chosen: int) -> list[Given]:
    """Return that so many people chose a, b (which is right) or c."""
    return [given_by(make.single(), option, times, service) for option, times in chosen.items()]


def numbers(item: Item) -> list[int | None]:
    (told,) = item.choices
    return [int(one.low) if one and one.is_exact else None for one in told]


def between(low: int | str, high: int | str) -> Between:
    return Between(Fraction(low), Fraction(high))


def test_facility_and_choices_of_enough_people_are_exact() -> None:
    found = analyse(make.single(), single(a=10, b=25, c=5)).everyone
    assert found.people == 40
    assert found.facility == between("5/8", "5/8")
    assert numbers(found) == [10, 25, 5, None]


@pytest.mark.parametrize(
    ("chosen", "facility"),
    [
        ({"b": 20}, ("4/5", 1)),
        ({"b": 16, "a": 4}, ("4/5", 1)),
        ({"b": 4, "a": 16}, (0, "1/5")),
        ({"a": 20}, (0, "1/5")),
        ({"b": 9}, ("5/9", 1)),
        ({"b": 4, "a": 5}, (0, "4/9")),
        ({"b": 4, "a": 4}, ("1/2", 1)),
        ({"b": 3, "a": 5}, (0, "3/8")),
        ({"b": 5}, ("3/5", 1)),
    ],
)
def test_where_fewer_than_five_were_right_or_wrong_facility_is_a_range(
    chosen: dict[str, int], facility: tuple[str, str]
) -> None:
    found = analyse(make.true_false(), [
        given_by(make.true_false(), "true" if option == "b" else "false", times)
        for option, times in chosen.items()
    ]).everyone  # fmt: skip
    assert found.facility == between(*facility)
    assert found.discrimination is None


def test_fewer_than_five_people_are_nothing_at_all() -> None:
    assert analyse(make.single(), single(a=2, b=2)) == Analysed(Item(), {})
    assert analyse(make.single(), []) == Analysed(Item(), {})


def test_of_a_service_there_are_figures_but_no_ranges() -> None:
    givens = single("police", a=9, b=9) + single("school", b=20) + single("health", a=9, b=30)
    found = analyse(make.true_false("q1", options=make.options("ab", "b")), givens)
    assert set(found.services) == {"police", "school", "health"}
    assert found.services["school"].facility is None
    assert found.everyone.facility == between("59/77", "59/77")


def test_a_closed_service_is_not_there_nor_is_one_asked_too_seldom() -> None:
    givens = single("police", a=9, b=9) + single("school", a=9, b=9) + single("health", b=3)
    assert set(analyse(make.single(), givens).services) == {"school"}
    assert set(analyse(make.single(), givens, closed={"school"}).services) == {"police"}


def test_part_marks_have_a_facility_in_steps() -> None:
    question = make.matching()
    half: Answer = {"p1": "a", "p2": "b", "p3": "d"}
    full = right_answer(question)
    found = analyse(question, [given_by(question, half, 30), given_by(question, full, 30)])
    assert found.everyone.facility == between("16/20", "17/20")  # 5/6
    few = analyse(question, [given_by(question, half, 5), given_by(question, full, 5)])
    assert few.everyone.facility == between("4/5", 1)
    most = analyse(question, [given_by(question, half, 3), given_by(question, full, 30)])
    assert most.everyone.facility == between("29/33", 1)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(make.every_type()), st.data())
def test_what_is_published_is_true_and_counts_everyone(
    question: Question, data: st.DataObject
) -> None:
    answers: Sequence[Answer | None] = [right_answer(question), wrong(question), None]
    givens = [
        given_by(question, answer, data.draw(st.integers(0, 30)), service)
        for answer, service in product(answers, ("a", "b", "c"))
    ]
    givens = [one for one in givens if one.people]
    found = analyse(question, givens, may_skip=True)
    for name, item in [("", found.everyone), *found.services.items()]:
        here = [one for one in givens if name in {"", one.service}]
        people = sum(one.people for one in here)
        if item.people is None:
            assert people < FEWEST
            continue
        assert item.people == people >= FEWEST
        mean = sum(one.share * one.people for one in here) / people
        if item.facility:
            assert 0 <= item.facility.low <= mean <= item.facility.high <= 1
        for at, part in enumerate(parts_of(question)):
            for choice, told in zip(part.choices, item.choices[at], strict=True):
                count = sum(
                    one.people
                    for one in here
                    if choices_in(question, one.answer, right=one.share == 1)[at] == choice
                )
                assert told is None or told.low <= count <= told.high
                assert told is None or told.low >= FEWEST or not told.is_exact


def wrong(question: Question) -> Answer:
    """Return an answer that the question can have and that is not right."""
    right = right_answer(question)
    if isinstance(right, dict):
        return dict.fromkeys(right, "d")
    if isinstance(right, list):
        return right[::-1] if len(right) > 3 else ["d", "e"]
    return next((o.id for o in getattr(question, "options", ()) if o.id != right), "99")


@pytest.mark.parametrize("people", range(5, 25))
def test_a_range_is_always_of_two_numbers_or_more(people: int) -> None:
    ways: dict[Between, int] = {}
    for count in range(people + 1):
        told = bounds(count, people)
        assert told.low <= count <= told.high
        ways[told] = ways.get(told, 0) + 1
    assert min(ways.values()) >= 2


def test_what_was_not_answered_is_a_choice_only_where_one_could_leave_it() -> None:
    givens = [*single(a=10, b=20, c=7), given_by(make.single(), None, 6)]
    assert numbers(analyse(make.single(), givens, may_skip=True).everyone) == [10, 20, 7, 6]
    rest = analyse(make.single(), givens[:3], may_skip=True).everyone
    assert numbers(rest) == [10, 20, None, None]


def test_the_choices_of_each_type_are_told_apart() -> None:
    given_: list[tuple[Question, Answer, tuple[str, ...]]] = [
        (make.single(), "c", ("c",)),
        (make.multiple(), ["a", "d"], ("yes", "no", "no", "yes", "no")),
        (make.ordering(), ["b", "a", "c", "d"], ("no", "no", "yes", "yes")),
        (make.matching(), {"p1": "a", "p2": "d", "p3": "c"}, ("a", "d", "c")),
        (make.numeric(), "10", ("yes",)),
        (make.short(), "someone", ("no",)),
    ]
    for question, answer, chosen in given_:
        right = mark_answer(question, answer).right
        assert choices_in(question, answer, right=right) == chosen
        nothing = choices_in(question, None, right=False)
        assert set(nothing) <= {"", "no"}
        best = choices_in(question, right_answer(question), right=True)
        assert best == tuple(part.right for part in parts_of(question))


def points(*pairs: tuple[int, float, int]) -> list[Point]:
    return [Point(HERE, Fraction(share), others, people) for share, others, people in pairs]


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([(1, 0.9, 5), (0, 0.3, 5)], 1.0),
        ([(1, 0.3, 5), (0, 0.9, 5)], -1.0),
        ([(1, 0.9, 5), (1, 0.3, 5), (0, 0.9, 5), (0, 0.3, 5)], 0.0),
        ([(1, 0.9, 8), (0, 0.9, 2), (1, 0.1, 2), (0, 0.1, 8)], 0.6),
    ],
)
def test_discrimination_is_the_correlation_with_the_rest(
    pairs: list[tuple[int, float, int]], value: float
) -> None:
    assert discrimination(points(*pairs)) == pytest.approx(value)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [(1, 0.9, 5), (0, 0.3, 4)],
        [(1, 0.9, 5), (1, 0.3, 5)],
        [(1, 0.1 + 0.2, 5), (0, 0.3, 5)],
    ],
)
def test_without_ten_people_or_a_difference_there_is_no_discrimination(
    pairs: list[tuple[int, float, int]],
) -> None:
    assert discrimination(points(*pairs)) is None


def test_a_summary_lies_between_what_is_published_and_weighs_it() -> None:
    parts = [(between("1/2", "1/2"), Fraction(3)), (between("4/5", 1), Fraction(1))]
    assert pooled(parts) == between("23/40", "5/8")
    assert pooled([]) is None
