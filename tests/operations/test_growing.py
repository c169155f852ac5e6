"""The demonstration grown: what it makes is such as the product itself would have made."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from elearn.db import (
    Absence,
    Appointment,
    Certificate,
    Completion,
    Exemption,
    GivenAnswer,
    Marking,
    Membership,
    Person,
    QuizAttempt,
    StandingSpan,
    Unit,
)
from elearn.domain.days import day_of
from elearn.domain.marking import mark_quiz
from elearn.domain.timelines import situation_on
from elearn.operations import demo
from elearn.operations.certificates import verify
from elearn.operations.growing.filling import (
    GrownAlready,
    NotTheDemonstration,
    check_made_up,
    grow,
)
from elearn.operations.growing.people import made_people, made_units
from elearn.operations.organisation import NewPerson, add_person
from elearn.operations.passwords import Passwords
from elearn.operations.results import outcome
from elearn.operations.standing_cache import count_for, work_off
from elearn.operations.standing_counts import counted_at, read_counts
from elearn.operations.standing_facts import people_facts, read_started, rules_of
from elearn.site import Site
from tests.conftest import Clock, Work

PEOPLE = 61


@pytest.fixture
def grown(work: Work, clock: Clock) -> Iterator[Site]:
    """Give the site with a demonstration grown by a team or two, its standings worked out."""
    with work() as site:
        _load(site, clock)
        made = grow(site.session(), site.catalogue, site.issuer, PEOPLE, 1, clock())
        assert made == site.session.scalar(
            select(func.count(Completion.id)).join(Person).where(Person.person_ref.is_not(None))
        )
        while work_off(site.session(), day_of(clock())):
            pass
        count_for(site.session(), day_of(clock()))
        yield site


def _load(site: Site, clock: Clock) -> None:
    passwords = Passwords(demo=True, cheap=True)
    demo.load_demo(site.session(), site.catalogue, passwords, site.issuer, site.check_name, clock())


def test_the_same_seed_makes_the_same_people_and_another_seed_others(clock: Clock) -> None:
    units, today = made_units(500), day_of(clock())
    first, again, other = (list(made_people(units, 500, seed, today)) for seed in (1, 1, 2))
    assert first == again != other
    assert len({person.email for person in first}) == len(first)
    stays = Counter(len(person.stays) for person in first)
    assert stays[2] > 30  # movers and returners
    assert any(person.stay_on(today) is None for person in first)


def holds_all_kinds_of_history(grown: Site) -> None:
    """Check that there is some of everything, and the small teams are as small as ever."""
    session = grown.session
    for table in (Membership, Absence, Exemption, Appointment, Certificate, QuizAttempt):
        assert session.scalar(select(func.count()).select_from(table)), table
    methods = set(session.scalars(select(Completion.method)))
    assert {"quiz", "prior_learning"} <= methods
    assert session.scalars(select(Completion.id).where(Completion.cycle > 1)).first()  # renewals
    team = select(Unit.id).where(Unit.code == "health-visiting-east")
    small = session.scalar(select(func.count(Person.id)).where(Person.unit_id.in_(team)))
    assert small == 4  # as in the small demonstration


def stands_as_the_function_says(grown: Site, clock: Clock) -> None:
    """Check the standing of everyone today and on other days."""
    session, today = grown.session(), day_of(clock())
    ids = list(session.scalars(select(Person.id)))
    people, rules = people_facts(session, ids), rules_of(session)
    read_started(session, ids, people)
    spans: dict[tuple[int, int], list[StandingSpan]] = {}
    for span in session.scalars(select(StandingSpan)):
        spans.setdefault((span.person_id, span.requirement_id), []).append(span)
    chooser = Random(3)
    for day in [today, *(today - timedelta(days=chooser.randrange(720)) for _ in range(3))]:
        for person in ids:
            for key, versions in rules.items():
                here = situation_on(versions, people.facts(person, key), day)
                kept = [s for s in spans.get((person, key), ()) if s.begins_on <= day < s.ends_on]
                assert (here.standing(day).value if here else None) == (
                    kept[0].standing if kept else None
                )
    assert counted_at(session, today) == read_counts(session, today)


def certificates_verify(grown: Site, clock: Clock) -> None:
    """Check each certificate against its completion."""
    session = grown.session()
    made = select(Certificate).join(Completion).join(Person).where(Person.person_ref.is_not(None))
    found = list(session.scalars(made))
    assert found
    for certificate in found:
        facts = verify(session, certificate.number, day_of(clock())).facts
        done = certificate.completion
        assert facts.person_name == done.person.name
        assert facts.completed_on == done.completed_on
        assert done.attempt_id is not None


def attempts_are_marked_as_ever(grown: Site, clock: Clock) -> None:
    """Mark each attempt again."""
    session = grown.session()
    made = select(QuizAttempt).join(Person, Person.id == QuizAttempt.person_id)
    attempts = list(session.scalars(made.where(Person.person_ref.is_not(None))))
    assert attempts
    for attempt in attempts:
        shown = outcome(session, grown.catalogue, attempt.id, attempt.person_id, clock())
        questions = [shown.sitting.quiz.question(a.question_id) for a in shown.sitting.asked]
        again = mark_quiz(questions, shown.sitting.answers, shown.sitting.pass_mark)
        assert again == shown.result
        assert again.passed == attempt.passed
    answers, marks = (
        session.scalar(select(func.count()).select_from(t)) for t in (GivenAnswer, Marking)
    )
    assert answers == marks


def test_what_is_grown_is_as_the_product_would_have_made_it(grown: Site, clock: Clock) -> None:
    holds_all_kinds_of_history(grown)
    stands_as_the_function_says(grown, clock)
    certificates_verify(grown, clock)
    attempts_are_marked_as_ever(grown, clock)


def test_it_is_refused_where_it_was_grown_and_where_anyone_is_real(
    work: Work, clock: Clock
) -> None:
    with work() as site:
        _load(site, clock)
        session = site.session()
        grow(session, site.catalogue, site.issuer, 2, 1, clock())
        refused(site, clock)


def refused(grown: Site, clock: Clock) -> None:
    """Check both refusals."""
    session = grown.session()
    with pytest.raises(GrownAlready):
        check_made_up(session)
    new = NewPerson("real@council.example.org", "Real Person", demo.ROOT)
    add_person(session, grown.passwords, grown.check_name, new, clock())
    with pytest.raises(NotTheDemonstration):
        grow(session, grown.catalogue, grown.issuer, 5, 1, clock())
