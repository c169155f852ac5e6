"""Completions as personnel systems take them in: one row for each, read some people at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from elearn.db import (
    Certificate,
    Completion,
    Person,
    QuizAttempt,
    Requirement,
    StandingSpan,
    Unit,
    streamed,
)
from elearn.domain.requirements import in_force as version_in_force
from elearn.operations.certificates import in_force_of_many
from elearn.operations.merged import whose_records
from elearn.operations.periods import stands
from elearn.operations.standing_facts import rules_of
from elearn.operations.standings import requirements_on
from elearn.operations.team_cells import state_of

AT_ONCE = 2000  # people
HEADERS = (
    "person_ref", "last_name", "first_name", "email", "agency", "team", "requirement_code",
    "requirement", "module_code", "module_version", "status", "completed_on", "expires_on",
    "score_percent", "attempts", "mode", "cpd_minutes", "participatory_minutes",
    "certificate_code", "verify_url",
)  # fmt: skip
Cells = tuple[str | int | date | None, ...]
Encode = Callable[[Cells], str]
Named = tuple[str, str]
Group = tuple[frozenset[int], str | None]  # the requirements that apply, and the service
END = "\r\n"
MANY = 50_000  # pieces of each kind that are kept


class Pieces(dict[Any, str]):
    """Cells that come together, written once for all the rows that have the same."""

    def __init__(self, encode: Encode, cells: Callable[[Any], Cells]) -> None:
        self._encode, self._cells = encode, cells

    def __missing__(self, key: Any) -> str:
        if len(self) >= MANY:
            self.clear()
        found = self[key] = self._encode(self._cells(key))
        return found


def completion_lines(
    session: Session,
    people: Sequence[int],
    day: date,
    verify_url: Callable[[str], str],
    encode: Encode,
) -> Iterator[str]:
    """Yield these people's completions up to a day, person by person and oldest first, as lines.

    Each part of the answer holds the lines of one person. Agency and team are those of the time.
    The requirements are those that apply to the person on the day and ask for the module.
    ``encode`` writes cells as a line without its end: what rows have in common is written once.
    """
    lines = Lines(session, day, verify_url, encode)
    for start in range(0, len(people), AT_ONCE):
        yield from lines.of(session, people[start : start + AT_ONCE])


class Lines:
    """The lines of completions, put together from pieces that many of them share."""

    def __init__(
        self, session: Session, day: date, verify_url: Callable[[str], str], encode: Encode
    ) -> None:
        self.asking, self.day, self.encode = Asking(session, day), day, encode
        self.asked: dict[Group, Pieces] = {}
        self.places = Pieces(encode, _places(session).__getitem__)
        self.days, self.ways = Pieces(encode, self._days), Pieces(encode, _way)
        # A number is letters and digits: what is written round one is written round every other.
        _, self.between, self.after = encode(("\x1f", verify_url("\x1f"))).split("\x1f")

    def of(self, session: Session, people: Sequence[int]) -> Iterator[str]:
        """Yield the lines of each of some people, in the order they were given."""
        whose = whose_records(session, people)
        begun = self._begun(session, people, whose)
        found: dict[int, list[str]] = {person: [] for person in people}
        own = {key: (*begun[person], found[person].append) for key, person in whose.items()}
        places, days, ways = self.places, self.days, self.ways
        between, end, without = self.between, self.after + END, "," + END
        rows = _completions(session, whose, self.day, merged=len(whose) > len(people))
        for account, unit, module, version, on, until, number, attempt, way, alone, shared in rows:
            who, asked, add = own[account]
            add(
                f"{who},{places[unit]},{asked[module, version]},{days[on, until]},"
                f"{ways[attempt, way, alone, shared]},"
                f"{f'{number}{between}{number}{end}' if number else without}"
            )
        for person in people:
            yield "".join(found.pop(person))

    def _begun(
        self, session: Session, people: Sequence[int], whose: Mapping[int, int]
    ) -> dict[int, tuple[str, Pieces]]:
        """Return how each person's lines begin, and what their modules are asked by."""
        known, applying = _known(session, people), _applying(session, whose, self.day)
        return {
            person: (self.encode(cells), self._asked_of((applying[person], service)))
            for person, (cells, service) in known.items()
        }

    def _asked_of(self, group: Group) -> Pieces:
        def asked(key: tuple[str, str]) -> Cells:
            return (*self.asking.named(*group, key[0]), *key)

        return self.asked.setdefault(group, Pieces(self.encode, asked))

    def _days(self, key: tuple[date, date | None]) -> Cells:
        on, until = (day and date.fromisoformat(str(day)) for day in key)
        return (state_of(until, self.day).value, on, until)


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


def _known(session: Session, ids: Sequence[int]) -> dict[int, tuple[Cells, str | None]]:
    rows = session.execute(
        select(
            Person.id, Person.person_ref, Person.last_name, Person.first_name, Person.name,
            Person.email, Person.service,
        ).where(Person.id.in_(ids))
    )  # fmt: skip
    found: dict[int, tuple[Cells, str | None]] = {}
    for row in rows:
        first, _, last = row.name.rpartition(" ")
        names = (row.last_name or last, row.first_name or first)
        found[row.id] = (row.person_ref, *names, row.email), row.service
    return found


def _applying(session: Session, whose: Mapping[int, int], day: date) -> dict[int, frozenset[int]]:
    rows = session.execute(
        select(StandingSpan.person_id, StandingSpan.requirement_id).where(
            StandingSpan.person_id.in_(whose), stands(day)
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for account, requirement in rows:
        found[whose[account]].add(requirement)
    return {key: frozenset(found[key]) for key in whose.values()}


def _completions(
    session: Session, ids: Collection[int], day: date, *, merged: bool
) -> Iterator[tuple[Any, ...]]:
    """Yield the completions of these accounts, of each the oldest first, as the driver reads them.

    Those of accounts that were ``merged`` are in order together, which takes longer to sort.
    Days are as the database tells them, a text or a date: they are read once for each.
    """
    order = (Completion.completed_on, Completion.id)
    return streamed(
        session,
        ROWS.where(Completion.person_id.in_(ids), Completion.completed_on <= day).order_by(
            *order if merged else (Completion.person_id, *order)
        ),
    )


def _of_each() -> Select[Any]:
    """Return the query for completions, looking up certificate and attempt with each of them.

    Joined, they would be read from end to end for some thousand people: PostgreSQL thinks so.
    """
    certificate = select(Certificate.number).where(
        Certificate.completion_id == Completion.id, in_force_of_many()
    )
    earned, possible, number = (
        cast(column, String)
        for column in (
            QuizAttempt.score_numerator, QuizAttempt.score_denominator, QuizAttempt.number
        )
    )  # fmt: skip
    attempt = select(earned + "/" + possible + "/" + number).where(
        QuizAttempt.id == Completion.attempt_id
    )
    return select(
        Completion.person_id, Completion.unit_id, Completion.module, Completion.module_version,
        Completion.completed_on, Completion.expires_on, certificate.scalar_subquery(),
        attempt.scalar_subquery(), Completion.method, Completion.minutes,
        Completion.participatory_minutes,
    )  # fmt: skip


ROWS = _of_each()


def _way(key: tuple[Any, ...]) -> Cells:
    """Return the score in whole per cent, never rounded up, the attempt, and how it was learned."""
    attempt, *rest = key
    if attempt is None:
        return (None, None, *rest)
    earned, possible, number = map(int, attempt.split("/"))
    return (earned * 100 // possible if possible else None, number, *rest)
