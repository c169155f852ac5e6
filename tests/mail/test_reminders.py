"""Reminders over a real requirement: each person told once, and only of what still holds."""

from collections import Counter
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select

from elearn.cli.mail import Tally, send_waiting
from elearn.db import Appointment, ExtensionRequest, Message, Notice
from elearn.domain.days import day_of
from elearn.domain.reminders import Reminder
from elearn.mail.delivery import mail_server
from elearn.operations import outbox
from elearn.operations.decisions import Subject, ask_extension, decide_extension
from elearn.operations.explaining import reminded
from elearn.operations.organisation import unit_id
from elearn.operations.reminders import plan_reminders
from elearn.operations.requirements import RequirementDraft, save_requirement
from tests.conftest import Clock, Work
from tests.mail.letterbox import Letterbox, serving
from tests.partnership import complete_induction


@pytest.fixture
def due_two_weeks_ago(work: Work, people: dict[str, int]) -> int:
    """Ask everyone for the induction by 9 November 2026; today is Monday the 23rd."""
    with work() as site:
        root = unit_id(site.session(), "northdale")
        asked = RequirementDraft("Induction", "induction", date(2026, 10, 20), (root,), due_days=20)
        return save_requirement(
            site.session(), site.catalogue, {root}, asked, None, None, site.clock()
        )


def plan(work: Work) -> int:
    with work() as site:
        now = site.clock()
        told = plan_reminders(site.session(), day_of(now), now)
        outbox.gather(site.session(), day_of(now), now)
        return told


def kinds(work: Work) -> Counter[str]:
    with work() as site:
        return Counter(site.session().scalars(select(Notice.kind)))


def send(work: Work, box: Letterbox) -> Tally:
    with serving(box) as port, work() as site:
        return send_waiting(site, mail_server(f"smtp://127.0.0.1:{port}", "l@example.org"))


def texts(box: Letterbox) -> dict[str, str]:
    """Return the text of each letter taken, by the name before the @ of its recipient."""
    found = {}
    for taken in box.taken:
        message = message_from_bytes(taken, policy=default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        assert body is not None
        found[message["To"].addresses[0].username] = body.get_content()
    return found


def test_people_managers_and_leads_are_told_once(
    work: Work, people: dict[str, int], due_two_weeks_ago: int
) -> None:
    assert plan(work) == 12
    assert kinds(work) == {"overdue_14": 9, "team_weekly": 2, "escalation": 1}
    assert plan(work) == 0


def test_each_person_gets_one_letter_that_says_all(
    work: Work, people: dict[str, int], due_two_weeks_ago: int
) -> None:
    plan(work)
    box = Letterbox()
    assert send(work, box) == Tally(sent=9)
    said = texts(box)
    assert "Induction is two weeks overdue" not in said["learner"], "one notice needs no heading"
    assert "It was due on 9 November 2026." in said["learner"]
    assert "Overdue or expired: 3." in said["manager"], "those of Health Visiting"
    assert "5 people have been overdue or expired for two weeks" in said["lead"]
    with work() as site:
        sent = reminded(site.session(), people["learner"], day_of(site.clock()))
        assert sent == {due_two_weeks_ago: 1}


def test_what_waits_or_was_refused_is_no_reminder(
    work: Work, people: dict[str, int], due_two_weeks_ago: int, clock: Clock
) -> None:
    def sent_by(day: date) -> int:
        with work() as site:
            return reminded(site.session(), people["learner"], day).total()

    plan(work)
    today = day_of(clock())
    assert sent_by(today) == 0
    with work() as site:
        [message_id] = outbox.claim(site.session(), site.clock(), limit=1)
        outbox.failed(site.session(), message_id, "550 no such box", site.clock(), lasting=True)
        refused = site.session().get_one(Message, message_id).person_id
    send(work, Letterbox())
    with work() as site:
        assert reminded(site.session(), refused, today) == {}
    assert sent_by(today - timedelta(days=1)) == 0


def test_whoever_completes_before_it_is_sent_is_told_nothing(
    work: Work, people: dict[str, int], due_two_weeks_ago: int
) -> None:
    plan(work)
    with work() as site:
        complete_induction(site, people["learner"])
    box = Letterbox()
    assert send(work, box) == Tally(sent=8, empty=1)
    assert "learner" not in texts(box)


def test_a_manager_no_longer_appointed_is_told_nothing_of_the_team(
    work: Work, people: dict[str, int], due_two_weeks_ago: int
) -> None:
    plan(work)
    with work() as site:
        held = select(Appointment).filter_by(person_id=people["manager"])
        site.session().scalars(held).one().ends_on = day_of(site.clock())
    box = Letterbox()
    send(work, box)
    assert "Overdue or expired" not in texts(box)["manager"]


def test_a_sender_that_stood_still_sends_the_most_urgent_only(
    work: Work, people: dict[str, int], due_two_weeks_ago: int, clock: Clock
) -> None:
    clock.forward(days=-13)  # the day after it was due
    assert plan(work) == 9 + 2  # and the managers, who had no news of this week yet
    clock.forward(days=13)
    plan(work)
    assert kinds(work)[Reminder.OVERDUE_7] == 0
    assert kinds(work)[Reminder.OVERDUE_14] == 9


# Day by day, what a learner of the east is told of an induction due on 7 January 2027, completed
# on 21 January and valid for a year.
CALENDAR = [
    (date(2026, 11, 23), "assigned", "You are asked to complete Induction by 7 January 2027."),
    (date(2026, 12, 8), "due_30", "There is about a month left."),
    (date(2026, 12, 24), "due_14", "two weeks"),
    (date(2027, 1, 4), "due_3", "There are only days left."),
    (date(2027, 1, 8), "overdue_1", "It is not complete yet."),
    (date(2027, 1, 14), "overdue_7", "7 January 2027"),
    (date(2027, 1, 21), "overdue_14", "It was due on 7 January 2027."),
    (date(2027, 10, 23), "window_open", "It is valid until 20 January 2028."),
    (date(2027, 12, 22), "expiring_30", "It is valid until 20 January 2028."),
    (date(2028, 1, 14), "expiring_7", "20 January 2028"),
    (date(2028, 1, 21), "expired", "It was valid until 20 January 2028."),
]


def test_each_reminder_goes_out_on_its_day_and_not_the_day_before(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    assert {kind for _, kind, _ in CALENDAR} == set(Reminder)
    with work() as site:
        east = unit_id(site.session(), "east")
        asked = RequirementDraft("Induction", "induction", date(2026, 11, 23), (east,), due_days=45,
                                 validity_months=12)  # fmt: skip
        over = (site.session(), site.catalogue, {east}, asked, None, None, site.clock())
        save_requirement(*over)
    told: list[str] = []
    for day, kind, says in CALENDAR:
        for ahead in (1, 0):
            clock.forward(days=(day - day_of(clock())).days - ahead)
            plan(work)
            box = Letterbox()
            send(work, box)
            if day_of(clock()) == day:
                told.append(kind)
                assert says in texts(box)["learner"], kind
            assert own_kinds(work, people["learner"]) == told
        if kind == "overdue_14":
            with work() as site:
                complete_induction(site, people["learner"])


# The same for whoever is asked from the first day to the 28th, as new starters are.
STARTER = [
    (date(2026, 11, 23), "assigned", "You are asked to complete Induction by 21 December 2026."),
    (date(2026, 12, 7), "due_14", "two weeks"),
    (date(2026, 12, 18), "due_3", "There are only days left."),
    (date(2026, 12, 22), "overdue_1", "It is not complete yet."),
]


def test_a_new_starter_is_told_what_is_new_and_never_that_a_month_is_left(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    ask(work, clock, "east", due_days=28)
    told: list[tuple[date, str]] = []
    while day_of(clock()) <= STARTER[-1][0]:
        plan(work)
        box = Letterbox()
        send(work, box)
        if "learner" in texts(box):
            told.append((day_of(clock()), texts(box)["learner"]))
        clock.forward(days=1)
    assert own_kinds(work, people["learner"]) == [kind for _, kind, _ in STARTER]
    assert [day for day, _ in told] == [day for day, _, _ in STARTER]
    for (_, text), (_, kind, says) in zip(told, STARTER, strict=True):
        assert says in text, kind


def ask(work: Work, clock: Clock, unit: str, due_days: int, months: int | None = None) -> int:
    """Ask the people of a unit for the induction from today."""
    with work() as site:
        session = site.session()
        over = unit_id(session, unit)
        asked = RequirementDraft("Induction", "induction", day_of(clock()), (over,),
                                 due_days=due_days, validity_months=months)  # fmt: skip
        return save_requirement(session, site.catalogue, {over}, asked, None, None, clock())


def test_a_reminder_of_a_day_that_was_put_off_meanwhile_is_not_sent(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    key = ask(work, clock, "east", due_days=45)
    clock.forward(days=15)
    plan(work)
    with work() as site:
        session, learner, until = site.session(), people["learner"], date(2027, 3, 1)
        ask_extension(session, learner, key, until, "On a long course", clock())
        whom = Subject(learner, "Siân Llŷr", unit_id(session, "east"))
        asked = session.scalars(select(ExtensionRequest.id)).one()
        decide_extension(session, whom, asked, until, "Agreed", people["manager"], clock())
    box = Letterbox()
    assert send(work, box).empty == 1
    with work() as site:
        dropped = select(Notice.dropped_because).filter_by(kind=Reminder.DUE_IN_30)
        assert site.session().scalars(dropped).all() == ["put off"]


def test_a_lead_is_told_of_renewals_that_are_two_weeks_late(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    ask(work, clock, "east", due_days=45, months=12)
    with work() as site:
        complete_induction(site, people["learner"])
    clock.forward(days=365 + 13 - 1)
    plan(work)
    send(work, Letterbox())
    assert kinds(work)["escalation"] == 0
    clock.forward(days=1)
    plan(work)
    box = Letterbox()
    send(work, box)
    said = texts(box)["lead"]
    assert "due, or last valid, on 22 November 2027" in said
    clock.forward(days=1)
    plan(work)
    assert kinds(work)["escalation"] == 1


def test_managers_are_told_on_tuesday_where_no_mail_ran_on_monday_and_once_a_week(
    work: Work, people: dict[str, int], due_two_weeks_ago: int, clock: Clock
) -> None:
    clock.forward(days=1)
    plan(work)
    assert kinds(work)["team_weekly"] == 2
    for _ in range(5):
        clock.forward(days=1)
        plan(work)
    assert kinds(work)["team_weekly"] == 2
    clock.forward(days=1)
    plan(work)
    assert kinds(work)["team_weekly"] == 4


def test_numbers_that_go_out_a_day_late_are_those_of_that_day(
    work: Work, people: dict[str, int], due_two_weeks_ago: int, clock: Clock
) -> None:
    plan(work)
    with work() as site:
        for name in ("learner", "colleague"):
            complete_induction(site, people[name])
    clock.forward(days=1)
    box = Letterbox()
    send(work, box)
    assert "Overdue or expired: 1." in texts(box)["manager"]
    assert "3 people have been overdue or expired for two weeks" in texts(box)["lead"]


def own_kinds(work: Work, person: int) -> list[str]:
    with work() as site:
        query = select(Notice.kind).filter_by(person_id=person).order_by(Notice.id)
        return list(site.session().scalars(query))
