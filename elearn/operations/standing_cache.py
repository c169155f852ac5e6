"""Keeps standings for speed: spans for each person, and counts of people for one day.

Whatever changes a fact calls ``refresh`` for the people concerned in the same transaction:
completions, memberships, decisions and versions of requirements do. What concerns many people is
put on the list of ``StandingToDo`` instead, and ``work_off`` takes a batch from it, to be committed
before the next, so that nobody waits for long.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session

from elearn.db import (
    Membership,
    Person,
    Prepared,
    StandingCount,
    StandingDay,
    StandingSpan,
    StandingToDo,
    among,
    driver_of,
)
from elearn.domain.requirements import FOREVER
from elearn.domain.standing import Span, Standing
from elearn.domain.timelines import spans
from elearn.operations.merged import whose_records
from elearn.operations.standing_counts import Key, counted_at, counts_at, read_counts
from elearn.operations.standing_facts import Rules, modules_of, people_facts, read_started, rules_of

BATCH = 250
AT_ONCE = 2000  # people whose standings a change by hand or by file waits for
MANY_CHANGES = 20_000  # rows of changes to the counts that are added up before they slow reading


_NOT_STARTED = Prepared(
    select(StandingSpan.requirement_id).where(
        StandingSpan.person_id == bindparam("person"),
        StandingSpan.standing == "not_started",
        StandingSpan.ends_on > bindparam("today"),
    )
)


Spanned = tuple[int, int, Span]  # a person, a requirement, and a span of theirs with it
_SPAN = (
    "person_id", "requirement_id", "begins_on", "ends_on", "unit_id", "standing", "applies_since",
    "due_on", "completed_on", "expires_on", "window_opens_on",
)  # fmt: skip
_COUNT = ("requirement_id", "unit_id", "standing", "people")


def refresh(
    session: Session,
    ids: Collection[int],
    today: date,
    requirements: Collection[int] | None = None,
) -> None:
    """Make the spans of these people anew, for every requirement or for these.

    To be called after the facts are flushed, in the same transaction. The people are locked, so
    that no other change to them is missed.
    """
    rules = rules_of(session, requirements)
    if not rules:
        return
    everyone = sorted(whose_records(session, set(ids)))  # with what counts of accounts merged in
    for start in range(0, len(everyone), BATCH):
        _refresh(session, everyone[start : start + BATCH], today, rules, requirements)


def note_begun(session: Session, person_id: int, module: str, today: date) -> None:
    """Refresh a person who may just have begun a module that is asked of them.

    Only ``not_started`` can change, and only for requirements that ever asked for the module.
    """
    rows = driver_of(session).rows(_NOT_STARTED, person=person_id, today=today)
    if rows and module in modules_of(rules_of(session, {row.requirement_id for row in rows})):
        refresh(session, [person_id], today)


def list_to_do(session: Session, people: Iterable[int], requirement_id: int) -> None:
    """Put people on the list of those whose spans with a requirement are to be made anew."""
    there = select(StandingToDo.person_id).where(StandingToDo.requirement_id == requirement_id)
    new = select(literal(requirement_id), Person.id).where(
        among(Person.id, set(people)), Person.id.not_in(there)
    )
    session.execute(insert(StandingToDo).from_select(["requirement_id", "person_id"], new))


def renew(session: Session, people: Collection[int], today: date) -> None:
    """Make the standings of few people anew at once; those of many are left to be worked off."""
    if len(people) <= AT_ONCE:
        refresh(session, people, today)
        return
    for requirement in rules_of(session):
        list_to_do(session, people, requirement)


def left_to_do(session: Session) -> int:
    """Return how many standings are still to be made anew."""
    return session.scalar(select(func.count()).select_from(StandingToDo)) or 0


def work_off(session: Session, today: date, batch: int = BATCH) -> int:
    """Make the spans of one batch of the list anew; return how many were made, 0 at the end.

    Commit after each call: others who write have their turn between two batches.
    """
    first = session.scalar(select(func.min(StandingToDo.requirement_id)))
    if first is None:
        if _changes(session) > MANY_CHANGES:
            _add_up(session, today)
        return 0
    ids = session.scalars(
        select(StandingToDo.person_id)
        .where(StandingToDo.requirement_id == first)
        .order_by(StandingToDo.person_id)
        .limit(batch)
    ).all()
    refresh(session, ids, today, [first])
    done = (StandingToDo.requirement_id == first) & among(StandingToDo.person_id, ids)
    _delete(session, delete(StandingToDo).where(done))
    return len(ids)


def rebuild_list(session: Session) -> int:
    """Put everyone on the list for every requirement; return how many standings there are to do."""
    session.execute(delete(StandingToDo))
    for requirement in rules_of(session):
        list_to_do(session, session.scalars(select(Membership.person_id).distinct()), requirement)
    return left_to_do(session)


def count_for(session: Session, today: date) -> None:
    """Count everyone anew for a day, from the spans."""
    _lock_day(session, today, alone=True)
    counts = read_counts(session, today)
    session.execute(delete(StandingCount))
    _store(session, counts)
    session.execute(update(StandingDay).values(counted_on=today))


def _refresh(
    session: Session,
    ids: Collection[int],
    today: date,
    rules: Rules,
    requirements: Collection[int] | None,
) -> None:
    # Not the lock that keeps others from pointing at the person: reading on must not wait.
    query = select(Person.id).where(among(Person.id, ids)).order_by(Person.id)
    session.execute(query.with_for_update(key_share=True))
    people = people_facts(session, ids, modules_of(rules))
    found = {both: spans(rules[both[1]], people.facts(*both)) for both in product(ids, rules)}
    idle = {both[0] for both, timeline in found.items()
            if any(span.standing is Standing.NOT_STARTED for span in timeline)}  # fmt: skip
    if idle:
        read_started(session, idle, people)
        for both in product(idle, rules):
            found[both] = spans(rules[both[1]], people.facts(*both))
    new = [(*both, span) for both, timeline in found.items() for span in timeline]
    _replace(session, ids, new, today, requirements)


def _replace(
    session: Session,
    ids: Collection[int],
    new: list[Spanned],
    today: date,
    requirements: Collection[int] | None,
) -> None:
    """Store these spans instead of those that were there, and what it changes in the counts."""
    day = _lock_day(session, today)
    mine: ColumnElement[bool] = among(StandingSpan.person_id, ids)
    if requirements is not None:
        mine &= StandingSpan.requirement_id.in_(requirements)
    change: Counter[Key] = Counter()
    for (requirement, unit, standing), people in counts_at(session, day, mine).items():
        change[requirement, unit, standing] -= people
    for _, requirement, span in new:
        if span.begins_on <= day < span.ends_on:
            change[requirement, span.situation.unit_id, span.standing.value] += 1
    _delete(session, delete(StandingSpan).where(mine))
    driver_of(session).add_rows(StandingSpan, _SPAN, (_row(*one) for one in new))
    _store(session, change)


def _delete(session: Session, which: Delete) -> None:
    """Delete rows that nobody holds as objects: none of them is looked for in the session."""
    session.execute(which, execution_options={"synchronize_session": False})


def _lock_day(session: Session, today: date, *, alone: bool = False) -> date:
    """Return the day the counts are for, which stays so until the end of the transaction.

    The first change of a day first brings the counts to that day.
    """
    query = select(StandingDay.counted_on)
    day = session.scalar(query)
    if day is None:
        session.add(StandingDay(id=1, counted_on=today))
        session.flush()
        return today
    # Whoever means to count waits for those who change, and the other way about.
    day = session.scalar(query.with_for_update(read=not alone and day >= today)) or today
    if day < today and not alone:
        _bring_to(session, today)
    return max(day, today)


def _add_up(session: Session, today: date) -> None:
    """Make one row of all changes to the same count."""
    _bring_to(session, _lock_day(session, today, alone=True))


def _bring_to(session: Session, day: date) -> None:
    counts = counted_at(session, day)
    session.execute(delete(StandingCount))
    _store(session, counts)
    session.execute(update(StandingDay).values(counted_on=day))


def _store(session: Session, counts: Counter[Key]) -> None:
    rows = [(*key, people) for key, people in sorted(counts.items()) if people]
    driver_of(session).add_rows(StandingCount, _COUNT, rows)


def _changes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(StandingCount)) or 0


def _row(person_id: int, requirement_id: int, span: Span) -> tuple[Any, ...]:
    here = span.situation
    return (
        person_id, requirement_id, span.begins_on, span.ends_on, here.unit_id, span.standing.value,
        here.applies_since, _or_never(here.due_on), here.completed_on, _or_never(here.expires_on),
        _or_never(here.window_opens_on),
    )  # fmt: skip


def _or_never(day: date | None) -> date | None:
    return None if day == FOREVER else day
