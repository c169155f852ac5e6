"""history.csv: what people completed elsewhere or before, as completions of prior learning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearn.db import AuditEntry, Completion, Person
from elearn.db import Membership as Kept
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.days import day_of
from elearn.domain.organisation import Membership, membership_on
from elearn.domain.renewal import expires_on
from elearn.operations.archive import keep_module
from elearn.operations.imports.outcomes import Report, Result, empty_report
from elearn.operations.imports.reader import CLEARED, Row, read_sheet
from elearn.operations.imports.said import N_, CellFault
from elearn.operations.scopes import units_below
from elearn.operations.standing_cache import renew

COLUMNS = (
    "person_ref", "requirement_code", "completed_on", "expires_on", "score_percent", "mode",
    "minutes", "source", "evidence_ref",
)  # fmt: skip
NEEDED = ("person_ref", "requirement_code", "completed_on")
ALIASES = {"module_code": "requirement_code", "idnumber": "person_ref"}
MODES = {None: False, "alone": False, "individual": False, "group": True, "participatory": True}
MOST_MINUTES = 10_000
AT_ONCE = 500


@dataclass(slots=True)
class _Known:
    """Whose history may be added, what there is of it, and what is to be added."""

    catalogue: Catalogue
    today: date
    people: Mapping[str, int]
    homes: Mapping[int, tuple[Membership, ...]]
    done: set[tuple[int, str, date]] = field(default_factory=set)
    cycles: dict[tuple[int, str], int] = field(default_factory=dict)
    new: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


def import_history(
    session: Session,
    catalogue: Catalogue,
    content: bytes,
    over: frozenset[int] | None,
    now: datetime,
    by: int | None = None,
    *,
    dry_run: bool = False,
) -> Report:
    """Add the completions of a file, and return what came of each row; ``over`` as for people.

    A completion of the same module on the same day is there already. The source, the evidence and
    the score go into the audit log. No certificate is issued: whoever taught it did that.
    """
    sheet = read_sheet(content, NEEDED, ALIASES)
    report, known = empty_report(sheet), _known(session, catalogue, over, day_of(now))
    for row in sheet.rows:
        try:
            report.add(row, _look_at(known, row, now, by))
        except CellFault as fault:
            report.add(row, Result.ERROR, fault)
    if not dry_run:
        _store(session, known, now)
    return report


def _known(
    session: Session, catalogue: Catalogue, over: frozenset[int] | None, today: date
) -> _Known:
    mine = Person.merged_into_id.is_(None) & Person.person_ref.is_not(None)
    if over is not None:
        mine &= Person.unit_id.in_(select(units_below(over).c.id))
    people = select(Person.person_ref, Person.id).where(mine)
    refs = {row.person_ref or "": row.id for row in session.execute(people)}
    homes: dict[int, tuple[Membership, ...]] = {}
    held = select(Kept.person_id, Kept.unit_id, Kept.begins_on, Kept.ends_on, Kept.service)
    inside = select(Person.id).where(mine)
    for row in session.execute(held.where(Kept.person_id.in_(inside)).order_by(Kept.begins_on)):
        member = Membership(row.unit_id, row.begins_on, row.ends_on, row.service)
        homes[row.person_id] = (*homes.get(row.person_id, ()), member)
    known = _Known(catalogue, today, refs, homes)
    done = select(
        Completion.person_id, Completion.module, Completion.completed_on, Completion.cycle
    ).where(Completion.person_id.in_(inside))
    for person, module, day, cycle in session.execute(done):
        known.done.add((person, module, day))
        known.cycles[person, module] = max(cycle, known.cycles.get((person, module), 0))
    return known


def _look_at(known: _Known, row: Row, now: datetime, by: int | None) -> Result:
    if row.fault:
        raise row.fault
    person, module = _whose(known, row), _module(known, row)
    day, lapse = _days(known, row, module)
    minutes, score = _number(row, "minutes", MOST_MINUTES), _number(row, "score_percent", 100)
    mode = (row.text("mode", 20) or "").lower() or None
    if mode not in MODES:
        raise CellFault(N_("“%(value)s” is neither alone nor group"), "mode", value=mode)
    said = {name: row.text(name, 200) for name in ("source", "evidence_ref")}
    if (person, module.slug, day) in known.done:
        return Result.UNCHANGED
    known.done.add((person, module.slug, day))
    cycle = known.cycles[person, module.slug] = known.cycles.get((person, module.slug), 0) + 1
    spent = module.minutes if minutes is None else minutes
    home = _home(known.homes[person], day)
    known.new.append(
        {
            "person_id": person, "module": module.slug, "cycle": cycle,
            "method": "prior_learning", "module_kind": module.kind.value,
            "module_title": module.title, "module_version": module.version,
            "module_hash": module.content_hash, "completed_on": day, "expires_on": lapse,
            "minutes": spent, "participatory_minutes": spent if MODES[mode] else 0,
            "unit_id": home.unit_id, "service": home.service, "recorded_at": now,
        }
    )  # fmt: skip
    facts = {"module": module.slug, "completed_on": day.isoformat(), "score_percent": score, **said}
    known.notes.append(
        {"at": now, "by_id": by, "action": "history imported", "about_id": person,
         "details": {key: value for key, value in facts.items() if value is not None}}
    )  # fmt: skip
    return Result.CREATED


def _whose(known: _Known, row: Row) -> int:
    reference = row.text("person_ref", 40)
    if reference is None:
        raise CellFault(N_("empty; it is what people are known by"), "person_ref")
    person = known.people.get(reference)
    if person is None or person not in known.homes:
        raise CellFault(
            N_("there is no “%(value)s” among the people you administer"),
            "person_ref",
            value=reference,
        )
    return person


def _module(known: _Known, row: Row) -> Module:
    slug = row.text("requirement_code", 60) or ""
    if slug not in known.catalogue.modules:
        raise CellFault(N_("there is no module “%(value)s”"), "requirement_code", value=slug)
    return known.catalogue.modules[slug]


def _days(known: _Known, row: Row, module: Module) -> tuple[date, date | None]:
    """Return the day of completion and the first day no longer valid."""
    day, lapse = row.day("completed_on"), row.day("expires_on")
    if day is None:
        raise CellFault(N_("empty"), "completed_on")
    if day > known.today:
        raise CellFault(N_("lies in the future"), "completed_on")
    if lapse is not None and lapse <= day:
        raise CellFault(N_("not after completed_on"), "expires_on")
    if lapse is None and row.values.get("expires_on") != CLEARED:
        lapse = expires_on(day, module.completion.validity_months)
    return day, lapse


def _number(row: Row, column: str, most: int) -> int | None:
    text = row.text(column, 20)
    if text is None:
        return None
    try:
        value = float(text.rstrip("%").replace(",", "."))
        whole = round(value)
    except (ValueError, OverflowError):
        raise CellFault(N_("“%(value)s” is no number"), column, value=text) from None
    if not 0 <= value <= most:
        raise CellFault(N_("must be from 0 to %(most)s"), column, most=most)
    return whole


def _home(held: tuple[Membership, ...], day: date) -> Membership:
    """Return where someone belonged that day, or where they first did if that was later."""
    before = [member for member in held if member.begins_on <= day]
    return membership_on(held, day) or (before[-1] if before else held[0])


def _store(session: Session, known: _Known, now: datetime) -> None:
    for slug in sorted({row["module"] for row in known.new}):
        keep_module(session, known.catalogue, known.catalogue.modules[slug], now)
    for table, rows in ((Completion, known.new), (AuditEntry, known.notes)):
        for start in range(0, len(rows), AT_ONCE):
            session.execute(insert(table), rows[start : start + AT_ONCE])
    if known.new:
        renew(session, sorted({row["person_id"] for row in known.new}), day_of(now))
