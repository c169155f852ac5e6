"""Completions as personnel systems take them in: one row for each, read some people at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Certificate, Completion, Person, QuizAttempt, Requirement, StandingSpan, Unit
from elearn.domain.requirements import in_force as version_in_force
from elearn.operations.certificates import in_force
from elearn.operations.merged import whose_records
from elearn.operations.periods import stands
from elearn.operations.standing_facts import rules_of
from elearn.operations.standings import requirements_on
from elearn.operations.team_cells import state_of

AT_ONCE = 500  # people
HEADERS = (
    "person_ref", "last_name", "first_name", "email", "agency", "team", "requirement_code",
    "requirement", "module_code", "module_version", "status", "completed_on", "expires_on",
    "score_percent", "attempts", "mode", "cpd_minutes", "participatory_minutes",
    "certificate_code", "verify_url",
)  # fmt: skip
Row = tuple[str | int | date | None, ...]
Named = tuple[str, str]


def completion_rows(
    session: Session, people: Sequence[int], day: date, verify_url: Callable[[str], str]
) -> Iterator[Row]:
    """Yield these people's completions up to a day, person by person and oldest first.

    Agency and team are those at the time. The requirements are those that apply to the person on
    the day and ask for the module. The number of queries depends on the hundreds of people only.
    """
    places, asking = _places(session), Asking(session, day)
    for start in range(0, len(people), AT_ONCE):
        part = people[start : start + AT_ONCE]
        known = _known(session, part)
        applying = _applying(session, part, day)
        for person_id, row in _completions(session, part, day):
            person, service = known[person_id]
            number = row.number
            yield (
                *person,
                *places[row.unit_id],
                *asking.named(applying[person_id], service, row.module),
                row.module, row.module_version, state_of(row.expires_on, day).value,
                row.completed_on, row.expires_on, _per_cent(row), row.attempt, row.method,
                row.minutes, row.participatory_minutes, number,
                verify_url(number) if number else None,
            )  # fmt: skip


class Asking:
    """Which requirements ask for a module, by code and title; each answer is found once."""

    def __init__(self, session: Session, day: date) -> None:
        titles = requirements_on(session, day)
        codes = session.execute(select(Requirement.id, Requirement.code))
        self.names = {row[0]: (row[1], titles[row[0]].title) for row in codes if row[0] in titles}
        rules = rules_of(session)
        self.versions = {key: version_in_force(rules[key], day) for key in self.names}
        self.found: dict[tuple[frozenset[int], str | None, str], Named] = {}

    def named(self, applying: frozenset[int], service: str | None, module: str) -> Named:
        """Return the codes and titles of those that apply and ask someone of a service for it."""
        key = applying, service, module
        if key not in self.found:
            self.found[key] = self._named(*key)
        return self.found[key]

    def _named(self, applying: frozenset[int], service: str | None, module: str) -> Named:
        names = [
            self.names[key]
            for key, version in self.versions.items()
            if key in applying and version and module in version.asked.members(service)
        ]
        return "; ".join(code for code, _ in names), "; ".join(title for _, title in names)


def _places(session: Session) -> Mapping[int, tuple[str, str]]:
    """Return the name of the agency and of the unit itself, by unit."""
    rows = {u.id: u for u in session.execute(select(Unit.id, Unit.name, Unit.kind, Unit.parent_id))}

    def agency(unit: Any) -> str:
        while unit.kind != "agency" and unit.parent_id is not None:
            unit = rows[unit.parent_id]
        return str(unit.name) if unit.kind == "agency" else ""

    return {key: (agency(unit), unit.name) for key, unit in rows.items()}


def _known(session: Session, ids: Sequence[int]) -> dict[int, tuple[Row, str | None]]:
    rows = session.execute(
        select(
            Person.id, Person.person_ref, Person.last_name, Person.first_name, Person.name,
            Person.email, Person.service,
        ).where(Person.id.in_(ids))
    )  # fmt: skip
    found: dict[int, tuple[Row, str | None]] = {}
    for row in rows:
        first, _, last = row.name.rpartition(" ")
        names = (row.last_name or last, row.first_name or first)
        found[row.id] = (row.person_ref, *names, row.email), row.service
    return found


def _applying(session: Session, ids: Sequence[int], day: date) -> dict[int, frozenset[int]]:
    rows = session.execute(
        select(StandingSpan.person_id, StandingSpan.requirement_id).where(
            StandingSpan.person_id.in_(ids),
            stands(day),
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for person, requirement in rows:
        found[person].add(requirement)
    return {key: frozenset(found[key]) for key in ids}


def _completions(session: Session, ids: Sequence[int], day: date) -> Iterator[tuple[int, Any]]:
    """Yield whose each completion is with its row, in the order the people were given."""
    whose = whose_records(session, ids)
    rows = session.execute(
        select(
            Completion.person_id, Completion.module, Completion.module_version, Completion.unit_id,
            Completion.completed_on, Completion.expires_on, Completion.method, Completion.minutes,
            Completion.participatory_minutes, Certificate.number,
            QuizAttempt.number.label("attempt"), QuizAttempt.score_numerator,
            QuizAttempt.score_denominator,
        )
        .select_from(Completion)
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & in_force())
        .outerjoin(QuizAttempt, QuizAttempt.id == Completion.attempt_id)
        .where(Completion.person_id.in_(whose), Completion.completed_on <= day)
        .order_by(Completion.completed_on, Completion.id)
    )  # fmt: skip
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_person[whose[row.person_id]].append(row)
    for key in ids:
        yield from ((key, row) for row in by_person.get(key, ()))


def _per_cent(row: Any) -> int | None:
    """Return a score in whole per cent, never rounded up."""
    if row.score_numerator is None or not row.score_denominator:
        return None
    return int(row.score_numerator * 100 // row.score_denominator)
