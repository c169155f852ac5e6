"""News of requests: to those who decide that some wait, to those who asked what was decided.

Of those who may decide, the nearest above the person who asks are told: managers first, then leads,
then administrators. The letter to them names nobody.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearn.db import Appointment, ExtensionRequest, Notice, Person, PriorLearning, Unit
from elearn.domain.access import Role
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import start_of_day
from elearn.operations.outbox import NewNotice, tell
from elearn.operations.periods import in_force
from elearn.operations.waiting import requirement_titles

WAITING = "requests_waiting"
EXTENSION, CLAIM = "extension_decided", "claim_decided"
DECIDERS = (Role.MANAGER, Role.LEAD, Role.ADMINISTRATOR)
RECENT = timedelta(days=7)
"""What was decided longer ago is no news: mail that begins today does not tell of years before."""

Waits = dict[str, list[int]]  # the ids of what waits, by extensions and claims


def plan_requests(session: Session, catalogue: Catalogue, today: date, now: datetime) -> int:
    """Put news of requests into the outbox; return how many were new."""
    waiting = (_waiting_notice(person, waits, today) for person, waits in _waits(session, today))
    told = tell(session, waiting, now)
    told += tell(session, _extensions_decided(session, today), now)
    return told + tell(session, _claims_decided(session, catalogue, today), now)


def none_waits(session: Session, notice: Notice, today: date) -> str | None:
    """Return why someone is not to be told that requests wait, or None: then how many do now."""
    for person, waits in _waits(session, today):
        if person == notice.person_id:
            notice.facts = _counts(waits)
            return None
    return "none waits"


def _waiting_notice(person: int, waits: Waits, today: date) -> NewNotice:
    """Return a notice that is new whenever something newer waits than at the last."""
    newest = ":".join(str(max(waits[kind], default=0)) for kind in ("extensions", "claims"))
    return NewNotice(WAITING, f"waiting:{newest}", person, today, _counts(waits))


def _counts(waits: Waits) -> dict[str, int]:
    return {kind: len(waits[kind]) for kind in ("extensions", "claims")}


def _waits(session: Session, today: date) -> Iterator[tuple[int, Waits]]:
    """Yield whoever is to decide something, with what."""
    asked = [
        *(("extensions", *row) for row in session.execute(_open(ExtensionRequest))),
        *(("claims", *row) for row in session.execute(_open(PriorLearning))),
    ]
    if not asked:
        return
    above = {row.id: row.parent_id for row in session.execute(select(Unit.id, Unit.parent_id))}
    held = _deciders(session, today)
    found: dict[int, Waits] = defaultdict(lambda: {"extensions": [], "claims": []})
    for kind, key, person, unit in asked:
        for decider in _nearest(held, above, unit, person):
            found[decider][kind].append(key)
    yield from sorted(found.items())


def _open(table: type[ExtensionRequest] | type[PriorLearning]) -> Select[int, int, int]:
    query = select(table.id, table.person_id, Person.unit_id)
    return query.join(Person, Person.id == table.person_id).where(
        table.decision.is_(None), Person.active
    )


def _deciders(session: Session, today: date) -> dict[tuple[int, Role], set[int]]:
    rows = session.execute(
        select(Appointment.unit_id, Appointment.role, Appointment.person_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.role.in_(DECIDERS),
            in_force(Appointment, today),
            Person.active,
        )
    )
    found: dict[tuple[int, Role], set[int]] = defaultdict(set)
    for row in rows:
        found[row.unit_id, Role(row.role)].add(row.person_id)
    return found


def _nearest(
    held: dict[tuple[int, Role], set[int]], above: dict[int, int | None], unit: int, asker: int
) -> set[int]:
    """Return who decides for someone in a unit: never they themselves."""
    for role in DECIDERS:
        here: int | None = unit
        while here is not None:
            others = held.get((here, role), set()) - {asker}
            if others:
                return others
            here = above.get(here)
    return set()


def _in_one_line(words: str | None) -> str:
    return " ".join((words or "").split())


def _extensions_decided(session: Session, today: date) -> Iterator[NewNotice]:
    titles = requirement_titles(session)
    rows = session.scalars(
        select(ExtensionRequest).where(ExtensionRequest.decided_on > today - RECENT)
    )
    for row in rows:
        facts = {
            "title": titles[row.requirement_id],
            "granted": row.decision == "granted",
            "until_on": row.granted_until.isoformat() if row.granted_until else None,
            "reason": _in_one_line(row.decision_reason),
            "requirement_id": row.requirement_id,
        }
        yield NewNotice(EXTENSION, f"extension:{row.id}", row.person_id, today, facts)


def _claims_decided(session: Session, catalogue: Catalogue, today: date) -> Iterator[NewNotice]:
    since = start_of_day(today - RECENT + timedelta(days=1))
    rows = session.scalars(select(PriorLearning).where(PriorLearning.decided_at >= since))
    for row in rows:
        module = catalogue.modules.get(row.module)
        facts = {
            "title": module.title if module else row.module,
            "granted": row.decision == "granted",
            "reason": _in_one_line(row.decision_reason),
        }
        yield NewNotice(CLAIM, f"claim:{row.id}", row.person_id, today, facts)
