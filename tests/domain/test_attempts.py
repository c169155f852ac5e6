from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.attempts import Asked, NoAttemptLeft, draw_questions, sections_to_read_again
from elearn.domain.quizzes import Quiz
from tests import factories as make

EXAMPLES = settings(max_examples=60, deadline=None)
SEEDS = st.integers(min_value=0, max_value=2**63 - 1)
SUBMITTED = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def pool(**per_outcome: int) -> Quiz:
    """Return a quiz with so many single choices for each outcome, drawing two of each."""
    questions = [
        make.single(f"{outcome.lower()}-q{n}", outcome=outcome)
        for outcome, count in per_outcome.items()
        for n in range(1, count + 1)
    ]
    return make.quiz(*questions, draw=2)


def ids(asked: Sequence[Asked]) -> list[str]:
    return [one.question_id for one in asked]


# The draw


@EXAMPLES
@given(SEEDS)
def test_the_draw_takes_so_many_of_each_outcome_and_none_twice(seed: int) -> None:
    quiz = pool(LO1=5, LO2=3, LO3=1)
    drawn = ids(draw_questions(quiz, seed))
    assert len(set(drawn)) == len(drawn)
    outcomes = [quiz.question(name).outcome for name in drawn]
    assert {name: outcomes.count(name) for name in set(outcomes)} == {"LO1": 2, "LO2": 2, "LO3": 1}


@EXAMPLES
@given(SEEDS)
def test_without_a_draw_every_question_is_asked(seed: int) -> None:
    quiz = make.quiz(*make.every_type())
    assert sorted(ids(draw_questions(quiz, seed))) == [f"q{n}" for n in range(1, 8)]


@EXAMPLES
@given(SEEDS, st.sets(st.sampled_from([f"lo1-q{n}" for n in range(1, 6)])))
def test_questions_not_yet_seen_come_first(seed: int, seen: set[str]) -> None:
    drawn = set(ids(draw_questions(pool(LO1=5), seed, seen)))
    unseen = {f"lo1-q{n}" for n in range(1, 6)} - seen
    assert len(drawn & unseen) == min(2, len(unseen))
    assert len(drawn) == 2


@EXAMPLES
@given(SEEDS)
def test_the_same_seed_gives_the_same_draw(seed: int) -> None:
    quiz = make.quiz(*make.every_type())
    seen = ["q1", "q2"]
    assert draw_questions(quiz, seed, seen) == draw_questions(quiz, seed, set(seen))


def test_this_seed_gives_this_draw_for_ever() -> None:
    # An attempt stores its seed, which accounts for its draw only while the algorithm stands.
    assert draw_questions(pool(LO1=4), 20261123) == (
        Asked("lo1-q3", ("a", "b", "c")),
        Asked("lo1-q2", ("c", "a", "b")),
    )


def test_different_seeds_ask_different_questions_in_different_orders() -> None:
    draws = {draw_questions(pool(LO1=6, LO2=6), seed) for seed in range(50)}
    assert len(draws) > 40


def test_every_question_of_a_pool_is_drawn_some_time() -> None:
    drawn = {name for seed in range(60) for name in ids(draw_questions(pool(LO1=6), seed))}
    assert drawn == {f"lo1-q{n}" for n in range(1, 7)}


# Options


@EXAMPLES
@given(SEEDS)
def test_options_are_shuffled_without_loss(seed: int) -> None:
    for one in draw_questions(make.quiz(*make.every_type()), seed):
        question = make.quiz(*make.every_type()).question(one.question_id)
        assert sorted(one.options) == sorted(o.id for o in getattr(question, "options", ()))


def test_every_order_of_options_is_shown_some_time() -> None:
    orders = {draw_questions(make.quiz(), seed)[0].options for seed in range(100)}
    assert len(orders) == 6


@EXAMPLES
@given(SEEDS)
def test_a_pinned_option_keeps_its_place_and_the_others_move_around_it(seed: int) -> None:
    parts = (*make.options("abc"), make.option("none", pinned=True), *make.options("d", "d"))
    (asked,) = draw_questions(make.quiz(make.single(options=parts)), seed)
    assert asked.options[3] == "none"
    assert sorted(asked.options) == ["a", "b", "c", "d", "none"]


@EXAMPLES
@given(SEEDS)
def test_true_always_stands_before_false(seed: int) -> None:
    (asked,) = draw_questions(make.quiz(make.true_false()), seed)
    assert asked.options == ("true", "false")


@EXAMPLES
@given(SEEDS, st.integers(min_value=2, max_value=5))
def test_an_ordering_is_never_shown_solved(seed: int, steps: int) -> None:
    question = make.ordering(options=make.options("abcde"[:steps]))
    (asked,) = draw_questions(make.quiz(question), seed)
    assert asked.options != tuple("abcde"[:steps])
    assert sorted(asked.options) == list("abcde"[:steps])


# Scenarios


@EXAMPLES
@given(SEEDS)
def test_the_questions_of_one_scenario_stand_together(seed: int) -> None:
    told = {"q1": "s1", "q3": "s2", "q4": "s1", "q6": "s2", "q7": "s1"}
    questions = [
        make.single(f"q{n}", scenario=told.get(f"q{n}"), outcome=f"LO{n % 3 + 1}")
        for n in range(1, 9)
    ]
    asked = ids(draw_questions(make.quiz(*questions), seed))
    for scenario in ("s1", "s2"):
        places = [at for at, name in enumerate(asked) if told.get(name) == scenario]
        assert places == list(range(places[0], places[0] + len(places)))
    assert sorted(asked) == [f"q{n}" for n in range(1, 9)]


# What must be read again

MODULE = make.module(
    sections=tuple(make.section(name) for name in ("one", "two", "three", "four")),
    outcomes=(
        make.outcome("LO1", ("three", "one")),
        make.outcome("LO2", ("two", "three")),
        make.outcome("LO3", ("four",)),
    ),
)
QUIZ = make.quiz(*(make.single(f"q{n}", outcome=f"LO{n}") for n in (1, 2, 3)))


def test_the_sections_of_the_failed_outcomes_are_read_again_in_the_order_of_the_module() -> None:
    assert sections_to_read_again(MODULE, QUIZ, ["q1"], {}, SUBMITTED) == ("one", "three")
    assert sections_to_read_again(MODULE, QUIZ, ["q2", "q1"], {}, SUBMITTED) == (
        "one",
        "two",
        "three",
    )


def test_nothing_is_read_again_when_nothing_failed() -> None:
    assert sections_to_read_again(MODULE, QUIZ, [], {}, SUBMITTED) == ()


def test_a_section_read_before_the_submission_or_at_it_is_read_again() -> None:
    read = {"one": SUBMITTED - SECOND, "three": SUBMITTED}
    assert sections_to_read_again(MODULE, QUIZ, ["q1"], read, SUBMITTED) == ("one", "three")


def test_a_section_read_after_the_submission_is_not_read_again() -> None:
    read = {"one": SUBMITTED + SECOND}
    assert sections_to_read_again(MODULE, QUIZ, ["q1"], read, SUBMITTED) == ("three",)
    read["three"] = SUBMITTED + SECOND
    assert sections_to_read_again(MODULE, QUIZ, ["q1"], read, SUBMITTED) == ()


def test_a_failed_question_that_the_quiz_no_longer_has_asks_for_nothing() -> None:
    assert sections_to_read_again(MODULE, QUIZ, ["q99"], {}, SUBMITTED) == ()


def test_no_attempt_left_names_the_sections_to_read_again() -> None:
    refused = NoAttemptLeft(("one", "three"))
    assert refused.sections == ("one", "three")
    assert "one, three" in str(refused)
