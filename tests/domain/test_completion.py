from datetime import date, timedelta

import pytest

from elearn.domain.completion import Done, Outstanding, State, outstanding, state_on
from elearn.domain.content import CompletionRule
from elearn.domain.renewal import expires_on, window_opens
from tests import factories as make

DAY = timedelta(days=1)
EXPIRY = date(2024, 2, 12)
RENEWS = window_opens(EXPIRY)
EVERYTHING = Done(sections={"summary", "practice"}, declared=True, passed=True)


def left(done: Done, **rule: bool) -> Outstanding:
    return outstanding(make.module(completion=CompletionRule(**rule)), done)


def section_ids(what: Outstanding) -> tuple[str, ...]:
    return tuple(section.id for section in what.sections)


def test_by_default_every_section_the_declaration_and_the_quiz_are_outstanding() -> None:
    what = left(Done())
    assert section_ids(what) == ("summary", "practice")
    assert what.declaration
    assert what.quiz
    assert what


def test_a_module_is_complete_when_everything_is_done() -> None:
    what = left(EVERYTHING)
    assert what == Outstanding((), declaration=False, quiz=False)
    assert not what


@pytest.mark.parametrize(
    ("done", "sections", "declaration", "quiz"),
    [
        (Done({"summary"}, declared=True, passed=True), ("practice",), False, False),
        (Done({"practice"}, declared=True, passed=True), ("summary",), False, False),
        (Done(EVERYTHING.sections, declared=False, passed=True), (), True, False),
        (Done(EVERYTHING.sections, declared=True, passed=False), (), False, True),
    ],
)
def test_each_part_that_is_not_done_is_outstanding_alone(
    done: Done, sections: tuple[str, ...], declaration: bool, quiz: bool
) -> None:
    what = left(done)
    assert (section_ids(what), what.declaration, what.quiz) == (sections, declaration, quiz)
    assert what


@pytest.mark.parametrize(
    ("part", "done"),
    [
        ("sections", Done((), declared=True, passed=True)),
        ("declaration", Done(EVERYTHING.sections, declared=False, passed=True)),
        ("quiz", Done(EVERYTHING.sections, declared=True, passed=False)),
    ],
)
def test_a_rule_without_a_part_does_not_ask_for_it(part: str, done: Done) -> None:
    assert left(done)
    assert not left(done, **{part: False})


def test_a_rule_with_one_part_asks_for_that_part_only() -> None:
    assert section_ids(left(Done(), declaration=False, quiz=False)) == ("summary", "practice")
    assert left(Done(), sections=False, quiz=False) == Outstanding((), True, False)
    assert left(Done(), sections=False, declaration=False) == Outstanding((), False, True)


def test_a_section_that_the_module_no_longer_has_counts_for_nothing() -> None:
    what = left(Done({"summary", "removed"}, declared=True, passed=True))
    assert section_ids(what) == ("practice",)


@pytest.mark.parametrize(
    ("done", "started"),
    [
        (Done(), False),
        (Done({"summary"}), True),
        (Done(declared=True), True),
        (Done(passed=True), True),
    ],
)
def test_a_module_is_started_when_anything_was_done(done: Done, started: bool) -> None:
    assert done.started is started


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (RENEWS - DAY, State.COMPLETE),
        (RENEWS, State.EXPIRING),
        (EXPIRY - DAY, State.EXPIRING),
        (EXPIRY, State.EXPIRED),
        (EXPIRY + DAY, State.EXPIRED),
    ],
)
@pytest.mark.parametrize("started", [True, False])
def test_the_state_changes_on_the_first_day_of_renewal_and_of_expiry(
    day: date, state: State, started: bool
) -> None:
    assert state_on(day, True, EXPIRY, RENEWS, started) is state


def test_a_completion_without_an_expiry_stays_complete() -> None:
    assert state_on(date.max, True, None, None, started=False) is State.COMPLETE


def test_a_completion_is_complete_on_the_day_it_is_made() -> None:
    made = date(2023, 2, 12)
    expiry = expires_on(made, 12)
    assert expiry == EXPIRY
    assert state_on(made, True, expiry, window_opens(EXPIRY), started=True) is State.COMPLETE


@pytest.mark.parametrize(
    ("started", "state"), [(True, State.IN_PROGRESS), (False, State.NOT_STARTED)]
)
@pytest.mark.parametrize("expiry", [None, EXPIRY])
def test_without_a_completion_only_what_was_begun_counts(
    started: bool, state: State, expiry: date | None
) -> None:
    assert state_on(EXPIRY, False, expiry, RENEWS, started) is state
