"""Completions as personnel systems take them in: one row for each, read some people at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import Result, String, select, type_coerce
from sqlalchemy.orm import Session

from elearn.db import Certificate, Completion, Person, QuizAttempt, Requirement, StandingSpan, Unit
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

    Each part of the answer holds the lines of some thousand people. Agency and team are those of
    the time. The requirements are those that apply to the person on the day and ask for the module.
    ``encode`` writes cells as a line without its end: what rows have in common is written once.
    """
    lines = Lines(session, day, verify_url, encode)
    for start in range(0, len(people), AT_ONCE):
        part = people[start : start + AT_ONCE]
        if block := lines.of(session, part):
            yield block


class Lines:
    """The lines of completions, put together from pieces that many of them share."""

    def __init__(
        self, session: Session, day: date, verify_url: Callable[[str], str], encode: Encode
    ) -> None:
        places, self.asking, self.day = _places(session), Asking(session, day), day
        self.encode = encode
        self.groups: dict[tuple[frozenset[int], str | None], int] = {}
        self.places = Pieces(encode, places.__getitem__)
        self.asked = Pieces(encode, self._asked)
        self.days = Pieces(encode, self._days)
        self.ways = Pieces(encode, _way)
        # A number is letters and digits: what is written round one is written round every other.
        self.round_a_number = encode(("\x1f", verify_url("\x1f"))).split("\x1f")

    def of(self, session: Session, people: Sequence[int]) -> str:
        """Return the lines of some people, in the order they were given."""
        whose, known = whose_records(session, people), _known(session, people)
        applying = _applying(session, people, self.day)
        found: dict[int, list[str]] = {person: [] for person in people}
        who = {key: self.encode(cells) for key, (cells, _) in known.items()}
        group = {
            key: self.groups.setdefault((applying[key], service), len(self.groups))
            for key, (_, service) in known.items()
        }
        places, asked, days, ways = self.places, self.asked, self.days, self.ways
        before, between, after = self.round_a_number
        merged = len(whose) > len(people)
        row: Any
        for row in chain.from_iterable(
            _completions(session, whose, self.day, merged=merged).partitions(500)
        ):
            account, module, version, unit, on, until, number = row[:7]
            person = whose[account]
            found[person].append(
                f"{who[person]},{places[unit]},{asked[group[person], module, version]},"
                f"{days[on, until]},{ways[row[7:]]},"
                + (f"{before}{number}{between}{number}{after}\r\n" if number else ",\r\n")
            )
        return "".join(chain.from_iterable(found.values()))

    def _asked(self, key: tuple[int, str, str]) -> Cells:
        group, module, version = key
        applying, service = list(self.groups)[group]
        return (*self.asking.named(applying, service, module), module, version)

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


def _completions(session: Session, ids: Collection[int], day: date, *, merged: bool) -> Result[Any]:
    """Return the completions of these accounts, of each the oldest first.

    Those of accounts that were ``merged`` are in order together, which takes longer to sort.
    Days are as the database tells them, a text or a date: they are read once for each.
    """
    raw = (
        type_coerce(column, String) for column in (Completion.completed_on, Completion.expires_on)
    )
    order: list[Any] = [Completion.completed_on, Completion.id]
    if not merged:
        order.insert(0, Completion.person_id)
    return session.connection().execute(
        select(
            Completion.person_id, Completion.module, Completion.module_version, Completion.unit_id,
            *raw, Certificate.number, QuizAttempt.score_numerator, QuizAttempt.score_denominator,
            QuizAttempt.number.label("attempt"), Completion.method, Completion.minutes,
            Completion.participatory_minutes,
        )
        .select_from(Completion)
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & in_force_of_many())
        .outerjoin(QuizAttempt, QuizAttempt.id == Completion.attempt_id)
        .where(Completion.person_id.in_(ids), Completion.completed_on <= day)
        .order_by(*order)
    )  # fmt: skip


def _way(key: tuple[Any, ...]) -> Cells:
    """Return the score in whole per cent, never rounded up, the attempt, and how it was learned."""
    earned, possible, *rest = key
    score = int(earned * 100 // possible) if earned is not None and possible else None
    return (score, *rest)
