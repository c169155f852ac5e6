"""The outbox: told once, one digest a day, tried until sent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import integers
from sqlalchemy import func, select

from elearn.db import Message, Notice
from elearn.operations import outbox
from elearn.operations.outbox import NewNotice
from tests.conftest import START, Clock, Work
from tests.operations.test_teams import counted

TODAY = date(2026, 11, 23)


def news(person: int, subject: str = "a", **more: object) -> NewNotice:
    return NewNotice("welcome", subject, person, TODAY, **more)  # type: ignore[arg-type]


def test_what_was_told_once_is_not_told_again(work: Work, people: dict[str, int]) -> None:
    learner = people["learner"]
    with work() as site:
        assert outbox.tell(site.session(), [news(learner), news(learner)], START) == 1
    with work() as site:
        assert outbox.tell(site.session(), [news(learner), news(learner, "b")], START) == 1
        assert site.session().scalar(select(func.count()).select_from(Notice)) == 2


def test_a_person_gets_one_digest_a_day(work: Work, people: dict[str, int]) -> None:
    learner, colleague = people["learner"], people["colleague"]
    with work() as site:
        session = site.session()
        outbox.tell(session, [news(learner), news(learner, "b"), news(colleague)], START)
        assert outbox.gather(session, TODAY, START) == 2
        assert outbox.gather(session, TODAY, START) == 0
        ids = outbox.claim(session, START)
        held = {outbox.claimed(session, i).person_id: outbox.claimed(session, i) for i in ids}
        assert [n.subject for n in held[learner].notices] == ["a", "b"]
        for message_id in ids:
            outbox.sent(session, message_id, START)
        outbox.tell(session, [news(learner, "c")], START)
        assert outbox.gather(session, TODAY, START) == 0
        assert outbox.claim(session, START) == []
        assert outbox.gather(session, TODAY + timedelta(days=1), START) == 1


def test_news_joins_a_digest_that_has_not_gone(work: Work, people: dict[str, int]) -> None:
    learner = people["learner"]
    with work() as site:
        session = site.session()
        outbox.tell(session, [news(learner)], START)
        outbox.gather(session, TODAY, START)
        outbox.tell(session, [news(learner, "b")], START)
        outbox.gather(session, TODAY, START)
        [taken] = outbox.claim(session, START)
        assert len(outbox.claimed(session, taken).notices) == 2


def test_what_cannot_wait_goes_by_itself(work: Work, people: dict[str, int]) -> None:
    learner = people["learner"]
    with work() as site:
        session = site.session()
        outbox.tell(session, [news(learner), news(learner, "now", immediate=True)], START)
        assert outbox.gather(session, TODAY, START) == 2
        batches = set(session.scalars(select(Message.batch)))
        assert batches == {"2026-11-23", "welcome:now"}


def test_nothing_is_told_before_its_day(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        early = NewNotice("welcome", "a", people["learner"], TODAY + timedelta(days=1))
        outbox.tell(site.session(), [early], START)
        assert outbox.gather(site.session(), TODAY, START) == 0


def waiting(work: Work, person: int) -> int:
    with work() as site:
        outbox.tell(site.session(), [news(person)], START)
        outbox.gather(site.session(), TODAY, START)
        [message_id] = outbox.claim(site.session(), START)
        return message_id


def test_a_message_is_taken_once_until_its_sender_is_given_up(
    work: Work, people: dict[str, int]
) -> None:
    message_id = waiting(work, people["learner"])
    with work() as site:
        assert outbox.claim(site.session(), START + timedelta(minutes=14)) == []
        assert outbox.claim(site.session(), START + timedelta(minutes=15)) == [message_id]


def test_a_failed_message_is_tried_again_later_and_given_up_at_last(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    message_id = waiting(work, people["learner"])
    for tries in range(1, outbox.TRIES + 1):
        with work() as site:
            outbox.failed(site.session(), message_id, "451 busy", clock.now, lasting=False)
        if tries < outbox.TRIES:
            wait = outbox.retry_after(tries)
            with work() as site:
                assert outbox.claim(site.session(), clock.now + wait - timedelta(seconds=1)) == []
                clock.forward(seconds=wait.total_seconds())
                assert outbox.claim(site.session(), clock.now) == [message_id]
    with work() as site:
        message = site.session().get_one(Message, message_id)
        assert (message.state, message.last_error) == ("failed", "451 busy")
        outbox.try_again(site.session(), message_id, clock.now)
        assert outbox.claim(site.session(), clock.now) == [message_id]


def test_an_address_that_is_no_more_is_given_up_at_once(work: Work, people: dict[str, int]) -> None:
    message_id = waiting(work, people["learner"])
    with work() as site:
        outbox.failed(site.session(), message_id, "550 no such box", START, lasting=True)
        assert site.session().get_one(Message, message_id).state == "failed"


@given(integers(1, outbox.TRIES))
def test_each_try_waits_at_least_as_long_as_the_one_before(tries: int) -> None:
    assert outbox.FIRST_RETRY <= outbox.retry_after(tries) <= outbox.retry_after(tries + 1)
    assert outbox.retry_after(tries) <= outbox.LONGEST_RETRY


@pytest.mark.parametrize("people_told", [1, 40])
def test_gathering_takes_as_many_statements_for_many_people_as_for_one(
    work: Work, people: dict[str, int], people_told: int
) -> None:
    with work() as site:
        session = site.session()
        outbox.tell(session, [news(p) for p in list(people.values())[:people_told]], START)
        with counted() as statements:
            outbox.gather(session, TODAY, START)
        assert len(statements) <= 6
