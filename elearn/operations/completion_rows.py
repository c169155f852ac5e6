"""Completions as personnel systems take them in: one row for each, read some people at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, String, bindparam, case, cast, select
from sqlalchemy.orm import Session

from elearn.db import (
    Certificate,
    Completion,
    Person,
    Prepared,
    QuizAttempt,
    Requirement,
    StandingSpan,
    Unit,
    among,
    driver_of,
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
Row = tuple[Any, ...]
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
) -> Iterator[tuple[int, str]]:
    """Yield each person with the lines of their completions up to a day, the oldest first.

    People come in the order of their ids, in which they lie in the record: in any other, each
    would be looked up somewhere else. Agency and team are those of the time. The requirements are
    those that apply to the person on the day and ask for the module. ``encode`` writes cells as a
    line without its end: what rows have in common is written once.
    """
    lines, in_order = Lines(session, day, verify_url, encode), sorted(people)
    for start in range(0, len(in_order), AT_ONCE):
        yield from lines.of(session, in_order[start : start + AT_ONCE])


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

    def of(self, session: Session, people: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the lines of each of some people who have completed anything."""
        whose = whose_records(session, people)
        begun = self._begun(session, people, whose)
        for person, theirs in _by_person(session, whose, self.day):
            yield person, "".join(self._lines(*begun[person], theirs))

    def _lines(self, who: str, asked: Pieces, theirs: Iterable[Row]) -> list[str]:
        """Return the lines of one person, which begin alike."""
        places, days, ways = self.places, self.days, self.ways
        between, end, without = self.between, self.after + END, "," + END
        return [
            f"{who},{places[unit]},{asked[module, version]},{days[on, until]},"
            f"{ways[attempt, way, alone, shared]},"
            f"{f'{number}{between}{number}{end}' if number else without}"
            for _, unit, module, version, on, until, number, attempt, way, alone, shared in theirs
        ]

    def _begun(
        self, session: Session, people: Sequence[int], whose: Mapping[int, int]
    ) -> dict[int, tuple[str, Pieces]]:
        """Return how each person's lines begin, and what their modules are asked by."""
        applying = _applying(session, whose, self.day)
        return {
            person: (
                self.encode((ref, *_names(name, first, last), email)),
                self._asked_of((applying[person], service)),
            )
            for person, ref, name, first, last, email, service in driver_of(session).rows(
                _KNOWN, people=people
            )
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


def _names(name: str, first: str | None, last: str | None) -> tuple[str, str]:
    """Return the last name and the first, which are told apart in the name where they must be."""
    before, _, after = name.rpartition(" ")
    return last or after, first or before


def _applying(session: Session, whose: Mapping[int, int], day: date) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for account, requirement in driver_of(session).rows(_APPLYING, people=whose, day=day):
        found[whose[account]].add(requirement)
    return {key: frozenset(found[key]) for key in whose.values()}


def _by_person(
    session: Session, whose: Mapping[int, int], day: date
) -> Iterator[tuple[int, Iterable[Row]]]:
    """Yield each person's completions, the oldest first, as the driver reads them.

    Those of several accounts are put in order together, which takes longer to sort. Days are as
    the database tells them, a text or a date: they are read once for each.
    """
    several = {owner for account, owner in whose.items() if account != owner}
    single = [account for account, owner in whose.items() if owner not in several]
    yield from groupby(driver_of(session).stream(_OF_EACH, people=single, day=day), itemgetter(0))
    if not several:
        return
    together: dict[int, list[Row]] = {owner: [] for owner in several}
    theirs = [account for account, owner in whose.items() if owner in several]
    for row in driver_of(session).stream(_OF_SEVERAL, people=theirs, day=day):
        together[whose[row[0]]].append(row)
    yield from together.items()


def _completions() -> Select[Any]:
    """Return the query for people's completions up to a day; each looks up certificate and attempt.

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
    attempt = case(  # most have none, and need not look for it
        (
            Completion.attempt_id.is_not(None),
            select(earned + "/" + possible + "/" + number)
            .where(QuizAttempt.id == Completion.attempt_id)
            .scalar_subquery(),
        )
    )
    return select(
        Completion.person_id, Completion.unit_id, Completion.module, Completion.module_version,
        Completion.completed_on, Completion.expires_on, certificate.scalar_subquery(),
        attempt, Completion.method, Completion.minutes,
        Completion.participatory_minutes,
    ).where(
        among(Completion.person_id, "people"), Completion.completed_on <= bindparam("day")
    )  # fmt: skip


_OLDEST_FIRST = (Completion.completed_on, Completion.id)
_OF_EACH = Prepared(_completions().order_by(Completion.person_id, *_OLDEST_FIRST))
_OF_SEVERAL = Prepared(_completions().order_by(*_OLDEST_FIRST))
_KNOWN = Prepared(
    select(
        Person.id, Person.person_ref, Person.name, Person.first_name, Person.last_name,
        Person.email, Person.service,
    ).where(among(Person.id, "people"))
)  # fmt: skip
_APPLYING = Prepared(
    select(StandingSpan.person_id, StandingSpan.requirement_id).where(
        among(StandingSpan.person_id, "people"), stands(bindparam("day"))
    )
)


def _way(key: tuple[Any, ...]) -> Cells:
    """Return the score in whole per cent, never rounded up, the attempt, and how it was learned."""
    attempt, *rest = key
    if attempt is None:
        return (None, None, *rest)
    earned, possible, number = map(int, attempt.split("/"))
    return (earned * 100 // possible if possible else None, number, *rest)
