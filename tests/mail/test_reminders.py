"""Reminders over a real requirement: each person told once, and only of what still holds."""

from collections import Counter
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select

from elearn.cli.mail import Tally, send_waiting
from elearn.db import Appointment, Notice
from elearn.domain.days import day_of
from elearn.domain.reminders import Reminder
from elearn.mail.delivery import mail_server
from elearn.operations import outbox
from elearn.operations.organisation import unit_id
from elearn.operations.reminders import plan_reminders, reminded
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
    assert "5 people have been overdue for two weeks" in said["lead"]
    with work() as site:
        assert reminded(site.session(), people["learner"], due_two_weeks_ago) == 1


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
    assert plan(work) == 9
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


def own_kinds(work: Work, person: int) -> list[str]:
    with work() as site:
        query = select(Notice.kind).filter_by(person_id=person).order_by(Notice.id)
        return list(site.session().scalars(query))
