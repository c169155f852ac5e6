"""Laws of marking that hold for any answer: monotone, bounded, and deaf to every order."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.attempts import draw_questions
from elearn.domain.marking import Answer, check_answer, mark_answer, mark_quiz, right_answer
from elearn.domain.quizzes import Question
from tests import factories as make
from tests.domain.test_marking import RIGHT, WRONG

EXAMPLES = settings(max_examples=60, deadline=None)
PROMPTS = ("p1", "p2", "p3")
MATCHES = st.fixed_dictionaries({name: st.sampled_from("abcd") for name in PROMPTS})
ANSWERED = st.dictionaries(st.sampled_from(sorted(RIGHT)), st.booleans())
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=20)


def given_by(right: dict[str, bool]) -> dict[str, Answer]:
    """Return answers, each right or wrong; what is not named is not answered."""
    return {name: (RIGHT if is_right else WRONG)[name] for name, is_right in right.items()}


@EXAMPLES
@given(MATCHES, st.sampled_from(PROMPTS), st.randoms(use_true_random=False))
def test_one_more_pair_matched_never_lowers_in_whatever_order_they_come(
    matched: dict[str, str], name: str, chance: object
) -> None:
    question = make.matching()
    right = {pair.id: pair.choice for pair in question.pairs}
    before = mark_answer(question, matched).earned
    after = mark_answer(question, matched | {name: right[name]}).earned
    assert 0 <= before <= after <= 1
    assert after - before in {0, Fraction(1, 3)}
    names = list(matched)
    chance.shuffle(names)  # type: ignore[attr-defined]
    assert mark_answer(question, {one: matched[one] for one in names}).earned == before


@EXAMPLES
@given(st.permutations("abcde"), st.integers(0, 4))
def test_a_step_put_in_its_place_never_lowers(steps: list[str], place: int) -> None:
    question = make.ordering(options=make.options("abcde"))
    there = list(steps)
    other = there.index("abcde"[place])
    there[place], there[other] = there[other], there[place]
    assert mark_answer(question, there).earned >= mark_answer(question, steps).earned


@EXAMPLES
@given(ANSWERED, st.sampled_from(sorted(RIGHT)), SHARES)
def test_one_more_right_answer_never_lowers_a_result_nor_takes_a_pass(
    right: dict[str, bool], name: str, pass_mark: Fraction
) -> None:
    questions = [*make.every_type()[:-1], make.short("q7", critical=True, marks=Fraction(5, 2))]
    before = mark_quiz(questions, given_by(right), pass_mark)
    after = mark_quiz(questions, given_by(right | {name: True}), pass_mark)
    assert 0 <= before.score <= after.score <= 1
    assert after.passed >= before.passed
    assert before.passed == (before.score >= pass_mark and right.get("q7", False))


@EXAMPLES
@given(st.integers(0, 2**31 - 1), ANSWERED)
def test_however_a_quiz_is_shuffled_the_same_answers_earn_the_same(
    seed: int, right: dict[str, bool]
) -> None:
    quiz, given_ = make.quiz(*make.every_type()), given_by(right)
    asked = [quiz.question(one.question_id) for one in draw_questions(quiz, seed)]
    shuffled = mark_quiz(asked, given_, quiz.pass_mark)
    written = mark_quiz(quiz.questions, given_, quiz.pass_mark)
    assert (shuffled.score, shuffled.passed) == (written.score, written.passed)
    assert {m.question_id: m for m in shuffled.marks} == {m.question_id: m for m in written.marks}


@EXAMPLES
@given(st.sampled_from(make.every_type()), st.booleans())
def test_a_stored_answer_earns_what_it_earned_as_it_was_given(
    question: Question, is_right: bool
) -> None:
    answer = RIGHT[question.id] if is_right else WRONG[question.id]
    stored = check_answer(question, answer)
    assert mark_answer(question, stored) == mark_answer(question, answer)
    assert mark_answer(question, right_answer(question)).right
