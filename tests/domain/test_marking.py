import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.marking import (
    MAX_ANSWER,
    Answer,
    BadAnswer,
    Mark,
    Result,
    check_answer,
    decimal_text,
    fold,
    mark_answer,
    mark_quiz,
    percentage,
    right_answer,
    to_number,
)
from elearn.domain.quizzes import (
    Pair,
    Question,
    Rule,
    SingleChoice,
)
from tests import factories as make

PASS_MARK = Fraction(4, 5)
RIGHT: dict[str, Answer] = {
    "q1": "b",
    "q2": "true",
    "q3": ["a", "b", "c"],
    "q4": ["a", "b", "c", "d"],
    "q5": {"p1": "a", "p2": "b", "p3": "c"},
    "q6": "10",
    "q7": "Voice of the child",
}
WRONG: dict[str, Answer] = {
    "q1": "a",
    "q2": "false",
    "q3": ["d", "e"],
    "q4": ["b", "c", "d", "a"],
    "q5": {"p1": "d", "p2": "d", "p3": "d"},
    "q6": "11",
    "q7": "the child",
}


def share(question: Question, answer: Answer | None) -> Fraction:
    return mark_answer(question, answer).earned


def picks(rule: Rule, picked: str, ids: str = "abcde", right: str = "abc") -> Fraction:
    question = make.multiple(options=make.options(ids, right), rule=rule)
    return share(question, list(picked))


# Every type


@pytest.mark.parametrize("question", make.every_type(), ids=lambda q: type(q).__name__ + q.id)
def test_a_right_answer_earns_every_mark_of_every_type(question: Question) -> None:
    mark = mark_answer(question, RIGHT[question.id])
    assert mark.right
    assert mark.earned == mark.marks == 1


@pytest.mark.parametrize("question", make.every_type(), ids=lambda q: type(q).__name__ + q.id)
def test_a_wrong_answer_earns_nothing_of_every_type(question: Question) -> None:
    mark = mark_answer(question, WRONG[question.id])
    assert mark.earned == 0
    assert not mark.right


@pytest.mark.parametrize("question", make.every_type(), ids=lambda q: type(q).__name__ + q.id)
@pytest.mark.parametrize("nothing", [None, "", [], {}], ids=["None", "text", "list", "dict"])
def test_unanswered_earns_nothing_of_every_type(question: Question, nothing: Any) -> None:
    assert mark_answer(question, nothing).earned == 0


@pytest.mark.parametrize("rule", Rule)
def test_no_pick_at_all_earns_nothing_under_any_rule(rule: Rule) -> None:
    assert picks(rule, "") == 0


def test_an_ordering_earns_the_share_of_steps_in_their_place() -> None:
    question = make.ordering()
    assert share(question, ["a", "b", "d", "c"]) == Fraction(1, 2)
    assert share(question, ["d", "a", "b", "c"]) == 0
    assert share(question, ["a", "c", "d", "b"]) == Fraction(1, 4)


def test_a_matching_earns_the_share_of_prompts_matched() -> None:
    question = make.matching()
    assert share(question, {"p1": "a", "p2": "b", "p3": "d"}) == Fraction(2, 3)
    assert share(question, {"p1": "a"}) == Fraction(1, 3)


def test_a_choice_may_fit_two_prompts() -> None:
    pairs = make.matching().pairs
    question = make.matching(pairs=(*pairs[:2], Pair("p3", "Prompt 3", "b")))
    assert share(question, {"p1": "a", "p2": "b", "p3": "b"}) == 1


@pytest.mark.parametrize(
    ("typed", "earned"),
    [("9.5", 1), ("10.5", 1), ("10.50", 1), ("9.49", 0), ("10.5000001", 0), ("-10", 0)],
)
def test_a_number_is_right_up_to_and_with_its_tolerance(typed: str, earned: int) -> None:
    assert share(make.numeric(), typed) == earned


def test_a_tolerance_is_exact_and_not_of_floating_point() -> None:
    question = make.numeric(answer=Fraction(3, 10), tolerance=Fraction(1, 10))
    assert share(question, "0.4") == 1
    assert share(question, "0.2") == 1


@pytest.mark.parametrize(
    "typed",
    [
        "voice of the child",
        "  VOICE  of the\tChild. ",
        "Voíce of thé child",
        "ＶＯＩＣＥ of the child",
    ],
)
def test_a_short_answer_folds_case_accents_and_white_space(typed: str) -> None:
    assert share(make.short(), typed) == 1


def test_a_short_answer_typed_on_a_telephone_is_right_with_its_curly_marks() -> None:
    question = make.short(accepted=("child's multi-agency plan",))
    assert share(question, "Child’s multi–agency plan") == 1


def test_accepted_forms_are_folded_too() -> None:
    question = make.short(accepted=("Plan’r Plentyn", "Cynllun Ŵyr"))
    assert share(question, "plan'r plentyn") == 1
    assert share(question, "CYNLLUN WYR") == 1


@pytest.mark.parametrize("question", make.every_type(), ids=lambda q: type(q).__name__ + q.id)
def test_the_right_answer_shown_afterwards_may_be_given_and_earns_every_mark(
    question: Question,
) -> None:
    shown = right_answer(question)
    assert check_answer(question, shown) == shown
    assert mark_answer(question, shown).right


# Rules of multiple choice: three right (a, b, c) of five


@pytest.mark.parametrize(
    ("picked", "exact", "minus", "each", "halves"),
    [
        ("abc", "1", "1", "1", "1"),
        ("ab", "0", "2/3", "4/5", "1/2"),
        ("a", "0", "1/3", "3/5", "1/4"),
        ("abcd", "0", "2/3", "4/5", "1/2"),
        ("abd", "0", "1/3", "3/5", "1/4"),
        ("ad", "0", "0", "2/5", "0"),
        ("abcde", "0", "1/3", "3/5", "1/4"),
        ("abde", "0", "0", "2/5", "0"),
        ("d", "0", "0", "1/5", "0"),
        ("de", "0", "0", "0", "0"),
    ],
)
def test_three_right_of_five_under_each_rule(
    picked: str, exact: str, minus: str, each: str, halves: str
) -> None:
    assert picks(Rule.EXACT, picked) == Fraction(exact)
    assert picks(Rule.RIGHT_MINUS_WRONG, picked) == Fraction(minus)
    assert picks(Rule.EACH_OPTION, picked) == Fraction(each)
    assert picks(Rule.HALVES, picked) == Fraction(halves)


@pytest.mark.parametrize(("picked", "earned"), [("ab", "1"), ("a", "1/2"), ("ac", "0")])
def test_halves_forgives_one_error_below_five_options(picked: str, earned: str) -> None:
    assert picks(Rule.HALVES, picked, ids="abcd", right="ab") == Fraction(earned)


def test_wrong_picks_cost_unless_told_otherwise() -> None:
    assert make.multiple().rule is Rule.RIGHT_MINUS_WRONG


def test_a_question_earns_its_share_of_its_own_marks() -> None:
    question = make.multiple(marks=Fraction(3))
    assert mark_answer(question, ["a", "b"]) == Mark("q1", Fraction(2), Fraction(3), False)


# The result


def result(*shares: str, pass_mark: Fraction = PASS_MARK) -> Result:
    marks = (Mark(f"q{n}", Fraction(s), Fraction(1), False) for n, s in enumerate(shares))
    return Result(tuple(marks), pass_mark)


@pytest.mark.parametrize(
    ("score", "passed", "shown"),
    [
        (Fraction(8000, 10000), True, 80),
        (Fraction(7999, 10000), False, 79),
        (Fraction(79999999999999999999, 100000000000000000000), False, 79),
        (Fraction(0), False, 0),
        (Fraction(1), True, 100),
        (Fraction(999, 1000), True, 99),
    ],
)
def test_a_score_is_compared_exactly_and_never_rounded_up(
    score: Fraction, passed: bool, shown: int
) -> None:
    whole = Result((Mark("q1", score, Fraction(1), False),), PASS_MARK)
    assert whole.passed is passed
    assert percentage(whole.score) == shown


def test_four_right_of_five_meets_eighty_per_cent_exactly() -> None:
    assert result("1", "1", "1", "1", "0").passed
    assert not result("1", "1", "1", "99/100", "0").passed


def test_thirds_add_up_to_a_whole() -> None:
    assert result("1/3", "2/3", "1", "1", "1").score == Fraction(4, 5)
    assert result("1/3", "2/3", "1", "1", "1").passed


def test_marks_weigh_the_score() -> None:
    questions = (make.single("q1", marks=Fraction(3)), make.single("q2"))
    assert mark_quiz(questions, {"q1": "b", "q2": "a"}, PASS_MARK).score == Fraction(3, 4)
    assert mark_quiz(questions, {"q1": "a", "q2": "b"}, PASS_MARK).score == Fraction(1, 4)


def test_a_wrong_critical_question_means_not_passed_whatever_the_score() -> None:
    questions = [make.single(f"q{n}", critical=n == 1) for n in range(1, 101)]
    answers: dict[str, Answer] = {question.id: "b" for question in questions}
    wrong = mark_quiz(questions, answers | {"q1": "a"}, PASS_MARK)
    assert wrong.score == Fraction(99, 100)
    assert wrong.critical_wrong == ("q1",)
    assert not wrong.passed
    assert mark_quiz(questions, answers, PASS_MARK).passed


def test_a_critical_question_half_right_or_unanswered_is_wrong() -> None:
    singles = [make.single(f"q{n}") for n in range(2, 12)]
    questions: list[Question] = [make.multiple("q1", critical=True), *singles]
    answers: dict[str, Answer] = {question.id: "b" for question in singles}
    assert mark_quiz(questions, answers | {"q1": ["a", "b"]}, PASS_MARK).critical_wrong == ("q1",)
    assert mark_quiz(questions, answers, PASS_MARK).critical_wrong == ("q1",)
    assert mark_quiz(questions, answers | {"q1": ["a", "b", "c"]}, PASS_MARK).passed


@pytest.mark.parametrize("pass_mark", [Fraction(0), PASS_MARK])
def test_a_quiz_without_scored_questions_cannot_be_passed(pass_mark: Fraction) -> None:
    empty = mark_quiz([], {}, pass_mark)
    assert empty.score == 0
    assert not empty.passed


def test_an_answer_to_a_question_that_was_not_asked_changes_nothing() -> None:
    questions = [make.single("q1")]
    answers: dict[str, Answer] = {"q1": "b"}
    assert mark_quiz(questions, answers | {"q9": "b"}, PASS_MARK) == mark_quiz(
        questions, answers, PASS_MARK
    )


# Laws

RULES = st.sampled_from(list(Rule))
EXAMPLES = settings(max_examples=60, deadline=None)


@st.composite
def choices(draw: st.DrawFn) -> tuple[str, frozenset[str], frozenset[str]]:
    ids = "abcdefgh"[: draw(st.integers(3, 8))]
    right = draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1))
    return ids, frozenset(right), frozenset(draw(st.sets(st.sampled_from(ids), min_size=1)))


@EXAMPLES
@given(choices(), RULES, st.fractions(min_value=Fraction(1, 4), max_value=10))
def test_what_is_earned_is_never_below_nothing_or_above_the_marks(
    choice: tuple[str, frozenset[str], frozenset[str]], rule: Rule, marks: Fraction
) -> None:
    ids, right, picked = choice
    question = make.multiple(options=make.options(ids, right), rule=rule, marks=marks)
    assert 0 <= share(question, sorted(picked)) <= marks
    assert share(question, sorted(right)) == marks


@EXAMPLES
@given(choices(), RULES)
def test_one_more_right_pick_never_lowers_and_one_more_wrong_pick_never_raises(
    choice: tuple[str, frozenset[str], frozenset[str]], rule: Rule
) -> None:
    ids, right, picked = choice
    question = make.multiple(options=make.options(ids, right), rule=rule)
    before = share(question, sorted(picked))
    for name in set(ids) - picked:
        after = share(question, sorted(picked | {name}))
        assert after >= before if name in right else after <= before


@EXAMPLES
@given(choices(), RULES, st.randoms(use_true_random=False))
def test_neither_the_order_of_picks_nor_of_options_matters(
    choice: tuple[str, frozenset[str], frozenset[str]], rule: Rule, chance: Any
) -> None:
    ids, right, picked = choice
    shuffled_ids, shuffled_picks = list(ids), sorted(picked)
    chance.shuffle(shuffled_ids)
    chance.shuffle(shuffled_picks)
    written = make.multiple(options=make.options(ids, right), rule=rule)
    shuffled = make.multiple(options=make.options(shuffled_ids, right), rule=rule)
    assert share(written, sorted(picked)) == share(shuffled, shuffled_picks)


@EXAMPLES
@given(st.permutations("abcdef"))
def test_an_ordering_earns_in_full_only_when_it_is_right(steps: list[str]) -> None:
    question = make.ordering(options=make.options("abcdef"))
    earned = share(question, steps)
    assert 0 <= earned <= 1
    assert (earned == 1) == (steps == list("abcdef"))


@EXAMPLES
@given(st.permutations(make.every_type()), st.sets(st.sampled_from(sorted(RIGHT))))
def test_the_score_does_not_depend_on_the_order_of_questions(
    questions: list[Question], wrong: set[str]
) -> None:
    answers = {name: (WRONG if name in wrong else RIGHT)[name] for name in RIGHT}
    marked = mark_quiz(questions, answers, PASS_MARK)
    assert marked.score == Fraction(7 - len(wrong), 7)
    assert marked.passed == (len(wrong) <= 1)


@EXAMPLES
@given(st.fractions(min_value=0, max_value=1))
def test_the_percentage_shown_is_never_more_than_the_score(score: Fraction) -> None:
    assert Fraction(percentage(score), 100) <= score < Fraction(percentage(score) + 1, 100)


@EXAMPLES
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


# What may be an answer


@pytest.mark.parametrize("question", make.every_type(), ids=lambda q: type(q).__name__ + q.id)
def test_a_right_answer_of_every_type_is_accepted_and_stored_the_same_twice(
    question: Question,
) -> None:
    stored = check_answer(question, RIGHT[question.id])
    assert stored == RIGHT[question.id]
    assert check_answer(question, stored) == stored
    assert json.loads(json.dumps(stored)) == stored


def test_picks_are_stored_sorted_and_once_each() -> None:
    assert check_answer(make.multiple(), ["c", "a", "c"]) == ["a", "c"]


def test_typed_answers_are_stored_without_the_space_around_them() -> None:
    assert check_answer(make.short(), "  Voice of the child\n") == "Voice of the child"
    assert check_answer(make.numeric(), " 1,000 ") == "1,000"


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (make.single(), "", "missing"),
        (make.single(), "z", "unknown"),
        (make.single(), "B", "unknown"),
        (make.single(), "b ", "unknown"),
        (make.true_false(), "True", "unknown"),
        (make.multiple(), [], "missing"),
        (make.multiple(), ["a", "z"], "unknown"),
        (make.multiple(), [""], "unknown"),
        (make.ordering(), [], "missing"),
        (make.ordering(), ["a", "b", "c", ""], "missing"),
        (make.ordering(), ["a", "b", "c"], "repeated"),
        (make.ordering(), ["a", "b", "c", "c"], "repeated"),
        (make.ordering(), ["a", "b", "c", "d", "d"], "repeated"),
        (make.ordering(), ["a", "b", "c", "z"], "unknown"),
        (make.matching(), {}, "missing"),
        (make.matching(), {"p1": "a", "p2": "b"}, "missing"),
        (make.matching(), {"p1": "a", "p2": "b", "p3": ""}, "missing"),
        (make.matching(), {"p1": "a", "p2": "b", "p3": "z"}, "unknown"),
        (make.matching(), {"p1": "a", "p2": "b", "p3": "c", "p4": "d"}, "unknown"),
        (make.numeric(), "", "missing"),
        (make.numeric(), "   ", "missing"),
        (make.numeric(), "ten", "not_a_number"),
        (make.numeric(), "1/0", "not_a_number"),
        (make.numeric(), "1" * (MAX_ANSWER + 1), "not_a_number"),
        (make.short(), "", "missing"),
        (make.short(), " \t\n", "missing"),
        (make.short(), "\x00", "missing"),
        (make.short(), "\ud800", "missing"),
        (make.short(), "a" * (MAX_ANSWER + 1), "too_long"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_the_reason(
    question: Question, answer: object, reason: str
) -> None:
    with pytest.raises(BadAnswer) as refused:
        check_answer(question, answer)
    assert (refused.value.question_id, refused.value.reason) == (question.id, reason)


MISSHAPEN: list[Any] = [
    None, True, False, 0, 1, -1, 1.5, float("nan"), float("inf"), 10**400,
    {}, {"a": "b"}, {"p1": ["a"], "p2": "b", "p3": "c"}, {"p1": {}, "p2": None, "p3": 1},
    [], [[]], [["a"]], [{"a": 1}], [None], [1, 2], ["a", None], ["a", ["b"], "c", "d"],
    [[["a"]], "b", "c", "d"], [{}, {}, {}, {}], ["a", "b", "c", 4],
    "", " ", "\x00", "\ud800", "a" * 100_000, "1" * 100_000, "\u0301" * 100_000,
    ["a" * 100_000], ["a"] * 100_000, {"p1": "a" * 100_000, "p2": "b", "p3": "c"},
    {"a" * 100_000: "a"}, "[" * 100_000, "1," * 50_000 + "1", "-" * 100_000, "." * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("question", make.every_type(), ids=lambda q: type(q).__name__ + q.id)
@pytest.mark.parametrize("given_", MISSHAPEN, ids=lambda value: repr(value)[:20])
def test_no_shape_of_answer_raises_anything_but_a_refusal(question: Question, given_: Any) -> None:
    try:
        stored = check_answer(question, given_)
    except BadAnswer:
        return
    assert 0 <= mark_answer(question, stored).earned <= 1


@pytest.mark.parametrize("given_", [["b"], {"b": "b"}, 1, None, True, [["b"]], ("b",)])
def test_a_single_choice_takes_one_option_id_and_no_other_shape(given_: Any) -> None:
    with pytest.raises(BadAnswer):
        check_answer(make.single(), given_)


@pytest.mark.parametrize("given_", ["abc", {"a": "b"}, [["a"]], [1], [None], [{"a": "a"}]])
def test_a_multiple_choice_takes_a_list_of_option_ids_and_no_other_shape(given_: Any) -> None:
    with pytest.raises(BadAnswer):
        check_answer(make.multiple(), given_)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from("abcd") | st.text(),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["p1", "p2", "p3"]) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(make.every_type()), JSON)
def test_nothing_json_can_hold_raises_anything_but_a_refusal(
    question: Question, answer: object
) -> None:
    try:
        stored = check_answer(question, answer)
    except BadAnswer:
        return
    json.dumps(stored, ensure_ascii=False).encode()
    assert "\x00" not in json.dumps(stored, ensure_ascii=False)
    assert check_answer(question, stored) == stored
    assert 0 <= mark_answer(question, stored).earned <= 1


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(BadAnswer) as refused:
        check_answer(make.short(), "secret " * 100)
    assert "secret" not in str(refused.value)


# Numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", "0"),
        ("10", "10"),
        (" 10 ", "10"),
        ("2.5", "5/2"),
        (".5", "1/2"),
        ("3.", "3"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("-.25", "-1/4"),
        ("1,000", "1000"),
        ("1,234,567.5", "2469135/2"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: str) -> None:
    assert to_number(typed) == Fraction(number)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", ".", "-", "-.", ",", "--3", "3-", "1.2.3", "1 000", "1e3", "1_000", "0x1f", "1/2",
        "nan", "inf", "ten", "10%", "£10", "½", "²", "٣", "2,5", "1,00", ",5", "1,0000", "1.000,5",
    ],
)  # fmt: skip
def test_what_is_not_a_number_is_not_guessed(typed: str) -> None:
    assert to_number(typed) is None


def test_a_number_too_long_to_be_meant_is_not_computed() -> None:
    assert to_number("9" * 100_000) is None
    assert share(make.numeric(), "9" * 100_000) == 0


@EXAMPLES
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_every_decimal_written_out_is_read_back_exactly(number: Any) -> None:
    assert to_number(f"{number:f}") == Fraction(number)
    assert to_number(f"{number:,f}") == Fraction(number)


@pytest.mark.parametrize("written", ["0", "10", "2.5", "0.3", "-0.25", "1000000", "0.001"])
def test_a_number_is_shown_again_as_it_was_written(written: str) -> None:
    assert decimal_text(Fraction(written)) == written


def test_true_or_false_is_a_single_choice_of_two() -> None:
    assert isinstance(make.true_false(), SingleChoice)
    assert share(make.true_false(right=False), "false") == 1
