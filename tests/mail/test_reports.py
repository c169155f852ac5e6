"""Scheduled reports: on their day, once, with the counts of the moment, while one is appointed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from elearn.db import Appointment, Notice
from elearn.domain.days import day_of
from elearn.domain.schedules import Rhythm, Schedule
from elearn.operations.organisation import unit_id
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.saved_views import delete_view, keep_view, schedule_view
from tests.conftest import Clock, Work
from tests.mail.letterbox import Letterbox
from tests.mail.test_reminders import plan, send, texts
from tests.partnership import complete_induction

TUESDAY = Schedule(Rhythm.WEEKLY, 2)


@pytest.fixture
def view(work: Work, people: dict[str, int], clock: Clock) -> int:
    """Let the manager be told each Tuesday who is overdue with the induction; today is one."""
    clock.forward(days=1)
    with work() as site:
        session, now = site.session(), site.clock()
        root = unit_id(session, "northdale")
        asked = RequirementDraft("Induction", "induction", date(2026, 9, 1), (root,), due_days=10)
        save_requirement(session, site.catalogue, {root}, asked, None, None, now)
        kept = {"standing": "overdue"}
        made = keep_view(session, people["manager"], "Who is late", "visiting", kept, now)
        schedule_view(session, people["manager"], made, TUESDAY, day_of(now))
        return made


def reports(work: Work) -> list[str]:
    """Return the subjects of the reports in the outbox."""
    with work() as site:
        query = select(Notice.subject).where(Notice.kind == "saved_view").order_by(Notice.id)
        return list(site.session().scalars(query))


def test_a_report_says_how_many_and_names_nobody(work: Work, view: int) -> None:
    plan(work)
    box = Letterbox()
    send(work, box)
    said = texts(box)["manager"]
    assert "It lists 3 people as at 24 November 2026. Overdue: 3. Expired: 0." in said
    assert f"https://learning.example.org/views/{view}" in said
    assert "Siân" not in said
    assert "Beata" not in said
    assert not any("Who is late" in text for name, text in texts(box).items() if name != "manager")


def test_a_report_comes_once_on_its_day(work: Work, view: int, clock: Clock) -> None:
    plan(work)
    plan(work)
    assert reports(work) == [f"view:{view}:2026-11-24"]
    clock.forward(days=6)
    plan(work)
    assert len(reports(work)) == 1
    clock.forward(days=2)  # the sender stood still on Tuesday
    plan(work)
    assert reports(work)[1:] == [f"view:{view}:2026-12-01"]


def test_a_report_asked_for_today_tells_nothing_of_days_before(
    work: Work, people: dict[str, int], view: int
) -> None:
    with work() as site:
        monday = Schedule(Rhythm.WEEKLY, 1)
        schedule_view(site.session(), people["manager"], view, monday, day_of(site.clock()))
    plan(work)
    assert reports(work) == []


def test_counts_are_those_of_the_moment_of_sending(
    work: Work, people: dict[str, int], view: int
) -> None:
    plan(work)
    with work() as site:
        complete_induction(site, people["learner"])
    box = Letterbox()
    send(work, box)
    assert "It lists 2 people" in texts(box)["manager"]


def test_a_report_stops_when_the_appointment_ends(
    work: Work, people: dict[str, int], view: int, clock: Clock
) -> None:
    plan(work)
    with work() as site:
        held = select(Appointment).filter_by(person_id=people["manager"])
        site.session().scalars(held).one().ends_on = day_of(site.clock())
    box = Letterbox()
    send(work, box)
    assert "Who is late" not in texts(box).get("manager", "")
    with work() as site:
        dropped = select(Notice.dropped_because).where(Notice.kind == "saved_view")
        assert site.session().scalars(dropped).all() == ["no longer appointed"]
    clock.forward(days=7)
    plan(work)
    assert len(reports(work)) == 1


def test_a_report_of_a_unit_that_one_no_longer_sees_is_not_sent(
    work: Work, people: dict[str, int], view: int
) -> None:
    plan(work)
    with work() as site:
        held = select(Appointment).filter_by(person_id=people["manager"])
        site.session().scalars(held).one().unit_id = unit_id(site.session(), "children")
    box = Letterbox()
    send(work, box)
    assert "Who is late" not in texts(box).get("manager", "")


def test_a_view_that_is_deleted_is_not_sent(work: Work, people: dict[str, int], view: int) -> None:
    plan(work)
    with work() as site:
        delete_view(site.session(), people["manager"], view)
    box = Letterbox()
    send(work, box)
    assert "Who is late" not in texts(box).get("manager", "")
    with work() as site:
        dropped = select(Notice.dropped_because).where(Notice.kind == "saved_view")
        assert site.session().scalars(dropped).all() == ["no longer wanted"]


def test_a_month_is_not_a_week(work: Work, people: dict[str, int], view: int, clock: Clock) -> None:
    with work() as site:
        day = day_of(site.clock())
        schedule_view(site.session(), people["manager"], view, Schedule(Rhythm.MONTHLY, 31), day)
    plan(work)
    assert reports(work) == []
    clock.forward(days=(date(2026, 11, 30) - day_of(clock())) // timedelta(days=1))
    plan(work)
    assert reports(work) == [f"view:{view}:2026-11-30"]
