"""Levels as dated versions: kept, changed and ended, and a person's learning time on any day."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from elearn.db import Completion
from elearn.domain.access import Role
from elearn.domain.errors import NotFound
from elearn.domain.levels import LevelProgress
from elearn.domain.organisation import Membership
from elearn.operations.levels import (
    LevelDraft,
    UnusableLevel,
    end_level,
    level_progress,
    levels,
    save_level,
)
from elearn.operations.memberships import move_person
from elearn.operations.organisation import unit_id
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import complete

TODAY = date(2026, 11, 23)


def draft(site: Site, unit: str = "trust", hours: int = 12, **parts: Any) -> LevelDraft:
    """Return a level, half of it with others, from the beginning of the year."""
    values: dict[str, Any] = {
        "name": f"{hours} hours", "unit_id": unit_id(site.session(), unit), "minutes": hours * 60,
        "participatory_minutes": hours * 30, "source": "Indicative", "source_on": TODAY,
        "effective_from": date(2026, 1, 1),
    }  # fmt: skip
    return LevelDraft(**values | parts)


def save(site: Site, level: LevelDraft, key: int | None = None, scope: str = "northdale") -> int:
    over = {unit_id(site.session(), scope)}
    return save_level(site.session(), site.catalogue, over, level, key, None, site.clock())


def at(site: Site, person: int, day: date = TODAY) -> LevelProgress | None:
    return level_progress(site.session(), person, day)


def hours(found: LevelProgress | None) -> int | None:
    return found.level.minutes // 60 if found else None


def learned(site: Site, person: int, minutes: int, shared: int, on: date, cycle: int) -> None:
    """Add a completion of so many minutes to someone's record."""
    session = site.session()
    like = session.scalars(select(Completion).order_by(Completion.id).limit(1)).one()
    columns = {c.name: getattr(like, c.name) for c in Completion.__table__.columns}
    changes = {
        "person_id": person, "minutes": minutes, "participatory_minutes": shared, "cycle": cycle,
        "completed_on": on, "expires_on": None, "attempt_id": None, "quiz_hash": None,
        "method": "group_review" if shared else "prior_learning",
    }  # fmt: skip
    values = {k: v for k, v in (columns | changes).items() if k != "id"}
    session.add(Completion(**values))
    session.flush()


def test_a_quiz_alone_counts_and_is_not_participatory(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        save(site, draft(site))
        complete(site, "listening", people["learner"])
        found = at(site, people["learner"])
        assert found is not None
        minutes = site.catalogue.module("listening").minutes
        assert (found.minutes, found.participatory_minutes) == (minutes, 0)
        assert (found.first, found.last) == (date(2023, 11, 24), TODAY)


def test_the_window_rolls_and_the_past_keeps_its_own(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        save(site, draft(site, effective_from=date(2020, 1, 1)))
        who = people["colleague"]
        complete(site, "listening", people["learner"])
        for cycle, on in enumerate((date(2024, 9, 2), TODAY), start=1):
            learned(site, who, 60, 60 if cycle == 1 else 0, on, cycle)
        found = at(site, who)
        assert found is not None
        assert (found.minutes, found.participatory_minutes) == (120, 60)
        before = at(site, who, TODAY - timedelta(days=1))
        assert before is not None
        assert (before.minutes, before.participatory_minutes) == (60, 60)
        assert [getattr(at(site, who, day), "minutes", None) for day in (
            date(2027, 9, 1), date(2027, 9, 2), date(2029, 11, 22), date(2029, 11, 23),
        )] == [120, 60, 60, 0]  # fmt: skip
        assert at(site, who, date(2024, 9, 1)) is None  # nowhere a member yet


def test_a_level_is_for_those_it_names(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        save(site, draft(site, hours=8, services=("health-visiting",)))
        save(site, draft(site, hours=24, roles=(Role.LEAD,)))
        save(site, draft(site, "council", hours=2, services=("school",)))
        names = ("learner", "lead", "facilitator", "outsider", "administrator")
        found = [hours(at(site, people[name])) for name in names]
        assert found == [8, 24, None, None, None]


def test_moving_changes_what_is_asked_from_that_day(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        save(site, draft(site, "east", hours=8))
        save(site, draft(site, "west", hours=16))
        who = people["learner"]
        west = unit_id(site.session(), "west")
        new = Membership(west, TODAY, service="health-visiting")
        move_person(site.session(), who, new, site.clock(), None)
        assert hours(at(site, who)) == 16
        assert hours(at(site, who, TODAY - timedelta(days=1))) == 8


def test_a_change_holds_from_its_day_and_past_days_keep_what_was(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        who, key = people["learner"], save(site, draft(site))
        clock.forward(days=10)
        later = date(2026, 12, 10)
        save(site, draft(site, hours=16, effective_from=later), key)
        assert [hours(at(site, who, day)) for day in (
            date(2025, 12, 31), TODAY, later - timedelta(days=1), later,
        )] == [None, 12, 12, 16]  # fmt: skip
        root = {unit_id(site.session(), "northdale")}
        listed = levels(site.session(), root, date(2026, 12, 3))
        assert [(it.draft.minutes, it.changes_on) for it in listed] == [(720, later)]
        ended = date(2026, 12, 20)
        end_level(site.session(), root, key, ended, people["lead"], site.clock())
        assert [hours(at(site, who, day)) for day in (ended - timedelta(days=1), ended)] == [
            16,
            None,
        ]
        with pytest.raises(UnusableLevel) as refused:
            save(site, draft(site), key)
        assert refused.value.reason == "in_the_past"
        with pytest.raises(UnusableLevel):
            end_level(site.session(), root, key, TODAY, people["lead"], site.clock())


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"participatory_minutes": 721}, "participatory_hours"),
        ({"services": ("astrology",)}, "services"),
        ({"source_on": date(2026, 11, 24)}, "source_on"),
    ],
)
def test_a_level_that_cannot_be_is_refused(
    work: Work, people: dict[str, int], parts: dict[str, Any], field: str
) -> None:
    with work() as site:
        with pytest.raises(UnusableLevel) as refused:
            save(site, draft(site, **parts))
        assert refused.value.field == field


def test_nobody_sets_a_level_for_others(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        with pytest.raises(UnusableLevel) as refused:
            save(site, draft(site, "council"), scope="trust")
        assert (refused.value.field, refused.value.reason) == ("unit", "unknown_unit")
        key = save(site, draft(site, "council"))
        with pytest.raises(NotFound):
            save(site, draft(site), key, scope="trust")
