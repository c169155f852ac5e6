"""Standings that are kept equal what the function says, for everyone, on any date."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from elearn.db import (
    Absence,
    Completion,
    Exemption,
    Membership,
    Person,
    StandingCount,
    StandingSpan,
    Unit,
)
from elearn.domain.days import day_of
from elearn.domain.standing import Standing
from elearn.domain.timelines import situation_on
from elearn.operations.learning import declare
from elearn.operations.organisation import unit_id
from elearn.operations.requirements import (
    RequirementDraft,
    end_requirement,
    save_requirement,
)
from elearn.operations.standing_cache import (
    count_for,
    left_to_do,
    rebuild_list,
    refresh,
    work_off,
)
from elearn.operations.standing_counts import counted_at, read_counts
from elearn.operations.standing_facts import people_facts, read_started, rules_of
from elearn.operations.standings import agencies, compliance, roll_up, standings_of
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import begin, complete, read_all

SERVICES = ("health-visiting", "school", None)


def draft(site: Site, unit: str = "northdale", **changes: object) -> RequirementDraft:
    """Return a requirement for a unit: the induction within 28 days, every year."""
    parts: dict[str, object] = {
        "title": "Induction", "programme": "induction",
        "effective_from": date(2025, 1, 1), "units": (unit_id(site.session(), unit),),
        "due_days": 28, "validity_months": 12,
    }  # fmt: skip
    return RequirementDraft(**parts | changes)  # type: ignore[arg-type]


def save(site: Site, new: RequirementDraft, requirement_id: int | None = None) -> int:
    """Save a requirement as the administrator of the partnership."""
    root = unit_id(site.session(), "northdale")
    return save_requirement(
        site.session(), site.catalogue, {root}, new, requirement_id, None, site.clock()
    )


def generate(site: Site, random: Random, many: int = 40) -> list[int]:
    """Add people with lives: moves, leaves, returns, completions, absences, exemptions."""
    session, today = site.session(), day_of(site.clock())
    units = list(session.scalars(select(Unit.id)))
    hashes = session.scalars(select(Completion.module_hash)).first()
    first = today - timedelta(days=900)
    ids = []
    for number in range(many):
        person = Person(email=f"g{number}@example.org", name=f"G {number}", sort_name="g",
                        unit_id=units[0])  # fmt: skip
        session.add(person)
        session.flush()
        ids.append(person.id)
        session.execute(delete(Membership).where(Membership.person_id == person.id))
        cuts = sorted(random.sample(range(1100), 4))
        for begins, ends in ((cuts[0], cuts[1]), (cuts[2], None if number % 3 else cuts[3])):
            session.add(
                Membership(
                    person_id=person.id, unit_id=random.choice(units),
                    service=random.choice(SERVICES), begins_on=first + timedelta(days=begins),
                    ends_on=first + timedelta(days=ends) if ends else None,
                    recorded_at=site.clock(),
                )
            )  # fmt: skip
        for cycle, day in enumerate(sorted(random.sample(range(900), random.randint(0, 3))), 1):
            for module in random.sample(["child-a", "listening", "the-programme"], 2):
                session.add(_completion(person, module, cycle, first + timedelta(days=day), hashes))
        if random.random() < 0.4:
            away = first + timedelta(days=random.randint(0, 1000))
            session.add(Absence(person_id=person.id, begins_on=away, reason="Away",
                                ends_on=away + timedelta(days=random.randint(1, 200)),
                                approved_by=person.id, recorded_at=site.clock()))  # fmt: skip
    session.flush()
    return ids


def _completion(
    person: Person, module: str, cycle: int, day: date, module_hash: str | None
) -> Completion:
    return Completion(
        person_id=person.id, module=module, cycle=cycle, method="reading", module_kind="theme",
        module_title=module, module_version="1.0", module_hash=module_hash, completed_on=day,
        minutes=10, participatory_minutes=0, unit_id=person.unit_id,
        recorded_at=complete_at(day),
    )  # fmt: skip


def complete_at(day: date) -> datetime:
    """Return noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def assert_kept(session: Session, days: list[date]) -> None:
    """Assert that what is kept says the same as the function, for everyone on these days."""
    people = list(session.scalars(select(Person.id)))
    facts, rules = people_facts(session, people), rules_of(session)
    read_started(session, people, facts)
    for day in days:
        kept = standings_of(session, people, day)
        counted: Counter[tuple[int, int, str]] = Counter()
        for person in people:
            for key, versions in rules.items():
                here = situation_on(versions, facts.facts(person, key), day)
                found = kept.get((person, key))
                assert (found.standing if found else None) == (
                    here.standing(day) if here else None
                ), (person, key, day)
                if here and found:
                    assert found.unit_id == here.unit_id
                    assert found.completed_on == here.completed_on
                    assert (found.due_on or date.max) == here.due_on
                    counted[key, here.unit_id, here.standing(day).value] += 1
        assert counted_at(session, day) == counted == read_counts(session, day)


def random_days(site: Site, random: Random) -> list[date]:
    """Return today, and days of the years before and after it."""
    today = day_of(site.clock())
    return [today, *(today + timedelta(days=random.randint(-900, 900)) for _ in range(12))]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_kept_equals_the_function_on_random_dates(
    work: Work, people: dict[str, int], clock: Clock, seed: int
) -> None:
    random = Random(seed)
    with work() as site:
        session = site.session()
        complete(site, "child-a", people["learner"])
        generate(site, random)
        first = save(site, draft(site))
        save(site, draft(site, "trust", title="Cases", programme="for-my-service",
                         services=("health-visiting",), due_days=90))  # fmt: skip
        assert_kept(session, random_days(site, random))
    with work() as site:  # a new version, an end, lives that go on
        session = site.session()
        later = day_of(site.clock()) + timedelta(days=60)
        save(site, draft(site, effective_from=later, validity_months=6, due_days=200), first)
        somebody = random.sample(list(session.scalars(select(Person.id))), 10)
        for person in somebody:
            session.add(Exemption(person_id=person, requirement_id=first, begins_on=later,
                                  ends_on=later + timedelta(days=random.randint(1, 300)),
                                  reason="Made up", approved_by=person,
                                  recorded_at=site.clock()))  # fmt: skip
        session.flush()
        refresh(session, somebody, day_of(site.clock()))
        assert_kept(session, random_days(site, random))
    clock.forward(days=20)
    with work() as site:  # the counts go on from the day they were for
        session = site.session()
        assert_kept(session, random_days(site, random))
        refresh(session, somebody, day_of(site.clock()))
        assert_kept(session, random_days(site, random))


def test_recomputing_makes_good_whatever_was_spoilt(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        session, today = site.session(), day_of(site.clock())
        complete(site, "the-programme", people["learner"])
        requirement = save(site, draft(site))
        before = rows(session)
        session.execute(update(StandingSpan).values(standing="exempt"))
        session.execute(delete(StandingCount))
        assert rebuild_list(session) == len(people)
        while work_off(session, today, batch=4):
            pass
        count_for(session, today)
        assert rows(session) == before
        assert left_to_do(session) == 0
        assert_kept(session, [today])
        assert {key for key, _ in compliance(session, today)} == {requirement}


@pytest.mark.parametrize(
    ("module", "standing"),
    [("listening", Standing.IN_PROGRESS), ("child-a", Standing.NOT_STARTED)],  # not asked for
)
@pytest.mark.parametrize("begun", ["reading", "declaration", "attempt"])
def test_beginning_a_module_tells_where_it_is_asked_for(
    work: Work, people: dict[str, int], begun: str, module: str, standing: Standing
) -> None:
    person = people["learner"]
    with work() as site:
        today = day_of(site.clock())
        key = save(site, draft(site, effective_from=today, due_days=90))
        before = standings_of(site.session(), [person], today)[person, key]
        assert before.standing is Standing.NOT_STARTED
        if begun == "reading":
            read_all(site, module, person)
        elif begun == "declaration":
            found = site.catalogue.module(module)
            declare(site.session(), site.catalogue, found, person, site.clock())
        else:
            begin(site, module, person)
        assert standings_of(site.session(), [person], today)[person, key].standing is standing
        assert_kept(site.session(), [today])


def rows(session: Session) -> list[tuple[object, ...]]:
    table = StandingSpan.__table__
    return sorted(tuple(row) for row in session.execute(select(table)))


def test_an_ended_requirement_applies_to_nobody_from_that_day(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        session, today = site.session(), day_of(site.clock())
        root = unit_id(session, "northdale")
        requirement = save(site, draft(site))
        ends = today + timedelta(days=10)
        end_requirement(session, {root}, requirement, ends, people["administrator"], site.clock())
        assert standings_of(session, people.values(), ends) == {}
        last = standings_of(session, people.values(), ends - timedelta(days=1))
        assert len(last) == len(people)


def test_the_roll_up_by_agency_adds_the_units_below(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        session, today = site.session(), day_of(site.clock())
        requirement = save(site, draft(site))
        found = roll_up(session, today, agencies(session))
        trust = found[requirement, unit_id(session, "trust")]
        assert trust.applies == sum(name in TRUST for name in people)
        assert trust.counts == {Standing.OVERDUE: trust.applies}


TRUST = {"learner", "colleague", "manager", "facilitator", "lead"}
