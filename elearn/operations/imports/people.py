"""people.csv: who there is, where they work, who has left."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Appointment, Person
from elearn.domain.days import day_of
from elearn.domain.organisation import Membership, left, membership_on, moved
from elearn.operations.accounts import NameCheck
from elearn.operations.imports.outcomes import Report, Result, empty_report
from elearn.operations.imports.people_changes import differences
from elearn.operations.imports.people_found import Units, people_known, units_known
from elearn.operations.imports.people_rows import ALIASES, NEEDED, Asked, Known, asked_by
from elearn.operations.imports.people_store import Changes, Found, Managed, store
from elearn.operations.imports.reader import CLEARED, Row, read_sheet
from elearn.operations.imports.said import N_, CellFault, FileFault, Said
from elearn.operations.leaving import last_administrator

EITHER_UNIT = "team_code or agency_code"


@dataclass(slots=True)
class _Plan:
    """What is known while the rows are looked at, and what is to be done."""

    known: Known
    units: Units
    today: date
    people: dict[str, Found]
    refs_elsewhere: frozenset[str]
    emails: dict[str, str | int]  # whose each address is: a reference, or the id of someone without
    changes: Changes = field(default_factory=Changes)
    seen: dict[str, int] = field(default_factory=dict)
    managing: set[Managed] = field(default_factory=set)
    keeper: int | None = None  # the only one who administers the partnership
    mentioned: set[str] = field(default_factory=set)  # whatever rows with an error hold


def import_people(
    session: Session,
    content: bytes,
    over: frozenset[int] | None,
    services: frozenset[str],
    check_name: NameCheck,
    now: datetime,
    by: int | None = None,
    *,
    full: bool = False,
    dry_run: bool = False,
) -> Report:
    """Add and update the people of a file, and return what came of each row.

    ``over`` holds the units whose people may be touched, with all below them; None is everywhere.
    ``full`` lets those leave who have a reference and are not in the file. A dry run only looks.
    """
    sheet = read_sheet(content, NEEDED, ALIASES)
    report, plan = empty_report(sheet), _plan(session, over, services, check_name, day_of(now))
    for row in sheet.rows:
        _look_at(plan, row, report)
    if full:
        _leavers(plan, report)
    if not dry_run:
        store(session, plan.changes, now, by)
    return report


def _plan(
    session: Session,
    over: frozenset[int] | None,
    services: frozenset[str],
    check_name: NameCheck,
    today: date,
) -> _Plan:
    units = units_known(session, over)
    inside = set(units.ids.values())
    people: dict[str, Found] = {}
    elsewhere: set[str] = set()
    emails: dict[str, str | int] = {}
    found = people_known(session)
    for one in found:
        emails[one.email] = one.person_ref or one.id or 0
        if one.person_ref and one.unit_id in inside and not one.merged:
            people[one.person_ref] = one
        elif one.person_ref:
            elsewhere.add(one.person_ref)
    known = Known(units.above, services, check_name)
    plan = _Plan(known, units, today, people, frozenset(elsewhere), emails)
    held = (
        select(Person.email, Appointment.unit_id)
        .join_from(Appointment, Person, Appointment.person_id == Person.id)
        .where(Appointment.role == "manager", Appointment.ends_on.is_(None))
    )
    plan.keeper = last_administrator(session, today)
    plan.managing = {Managed(row.email, row.unit_id) for row in session.execute(held)}
    return plan


def _look_at(plan: _Plan, row: Row, report: Report) -> None:
    """Find what a row would change, and add it to the plan."""
    try:
        asked = asked_by(row, plan.known)
        _check_whose(plan, asked, row)
        found = plan.people.get(asked.person_ref)
        result, said = _change(plan, asked, found) if found else (_add(plan, asked), ())
    except CellFault as fault:
        plan.seen.setdefault(row.values.get("person_ref", ""), row.line)
        plan.mentioned.update(row.words())
        report.add(row, Result.ERROR, fault)
        return
    if asked.email:
        plan.emails[asked.email] = asked.person_ref
    report.add(row, result, *said, *_messages(plan, asked))


def _check_whose(plan: _Plan, asked: Asked, row: Row) -> None:
    reference = asked.person_ref
    if reference in plan.seen:
        raise CellFault(
            N_("“%(value)s” stands in row %(line)s too"),
            "person_ref",
            value=reference,
            line=plan.seen[reference],
        )
    plan.seen[reference] = row.line
    if reference in plan.refs_elsewhere:
        raise CellFault(
            N_("“%(value)s” belongs to someone you do not administer"),
            "person_ref",
            value=reference,
        )
    if asked.email and plan.emails.get(asked.email, reference) != reference:
        raise CellFault(N_("%(value)s belongs to someone else"), "email", value=asked.email)


def _add(plan: _Plan, asked: Asked) -> Result:
    for column, value in (("email", asked.email), ("name", asked.name), ("unit", asked.unit)):
        if not value:
            says = EITHER_UNIT if column == "unit" else column
            raise CellFault(N_("empty, and needed for someone new"), says)
    assert asked.email is not None  # noqa: S101 - said just now
    assert asked.name is not None  # noqa: S101
    assert asked.unit is not None  # noqa: S101
    begins = asked.begins_on or plan.today
    ends = asked.ends_on or (plan.today if asked.status == "left" else None)
    if ends and ends <= begins:
        raise CellFault(N_("needed for someone new who has left"), "start_date, end_date")
    if ends is None or ends > plan.today:
        _check_open(plan, asked.unit)
    unit = plan.units.ids[asked.unit]
    held = (_kept_member(asked, unit, begins, ends),)
    new = Found(None, asked.person_ref, asked.email, asked.name, _given(asked.first_name, None),
                _given(asked.last_name, None), unit, held)  # fmt: skip
    plan.changes.added.append(new)
    _manage(plan, asked, new)
    return Result.CREATED


def _kept_member(asked: Asked, unit: int, begins: date, ends: date | None) -> Membership:
    return Membership(
        unit, begins, ends, _given(asked.service, None), _given(asked.job_title, None),
        _given(asked.job_group, None),
    )  # fmt: skip


def _check_open(plan: _Plan, code: str) -> None:
    if code in plan.units.closed:
        raise CellFault(N_("“%(value)s” is closed"), EITHER_UNIT, value=code)


def _change(plan: _Plan, asked: Asked, found: Found) -> tuple[Result, tuple[Said, ...]]:
    held = _memberships(plan, asked, found)
    new = replace(
        found,
        email=asked.email or found.email,
        name=asked.name or found.name,
        first_name=_given(asked.first_name, found.first_name),
        last_name=_given(asked.last_name, found.last_name),
        held=held,
    )
    managed = _manage(plan, asked, new)
    if new != found:
        plan.changes.changed.append((found, new))
    said = tuple(differences(found, new, plan.units, plan.today))
    return (Result.UPDATED if managed or new != found else Result.UNCHANGED), said


def _memberships(plan: _Plan, asked: Asked, found: Found) -> tuple[Membership, ...]:
    """Return someone's memberships as the row would have them."""
    held, gone_from = found.held, asked.ends_on
    if asked.status == "left" and gone_from is None:
        gone_from = plan.today
    now_or_last = membership_on(held, plan.today) or (held[-1] if held else None)
    if gone_from is None or gone_from > plan.today:
        held = _placed(plan, asked, held, now_or_last)
    if gone_from and any(m.ends_on is None or m.ends_on > gone_from for m in held):
        if found.id == plan.keeper:
            raise CellFault(N_("nobody else administers the partnership"), "end_date")
        held = left(held, gone_from)
        if not held:
            raise CellFault(N_("before the person began"), "end_date")
    return held


def _placed(
    plan: _Plan, asked: Asked, held: tuple[Membership, ...], last: Membership | None
) -> tuple[Membership, ...]:
    """Return memberships with the one that the row asks for, from its day or from today."""
    if asked.unit:
        _check_open(plan, asked.unit)
    if last is None:
        if asked.unit is None:
            raise CellFault(N_("empty, and needed for someone who returns"), EITHER_UNIT)
        first = _kept_member(asked, plan.units.ids[asked.unit], asked.begins_on or plan.today, None)
        return (first,)
    here = membership_on(held, plan.today)
    wanted = replace(
        last,
        unit_id=plan.units.ids[asked.unit] if asked.unit else last.unit_id,
        service=_given(asked.service, last.service),
        job_title=_given(asked.job_title, last.job_title),
        job_group=_given(asked.job_group, last.job_group),
    )
    returns = here is None and last.begins_on <= plan.today
    if returns and asked.status is None and asked.begins_on is None:
        return held  # a row that says nothing of the status brings nobody back
    floor = last.ends_on if returns and last.ends_on else last.begins_on
    day = asked.begins_on if asked.begins_on and asked.begins_on >= floor else plan.today
    if returns:
        day = max(day, floor)
    there = membership_on(held, day)
    if there and replace(there, begins_on=last.begins_on, ends_on=last.ends_on) == wanted:
        return held
    if not returns and wanted == last and day != last.begins_on and here is not None:
        return held
    return moved(held, replace(wanted, begins_on=max(day, floor), ends_on=None))


def _given(asked: str | None, before: str | None) -> str | None:
    return before if asked is None else None if asked == CLEARED else asked


def _manage(plan: _Plan, asked: Asked, person: Found) -> bool:
    """Note that the manager of a row's unit is to be appointed, where one is named and known."""
    if not asked.manager_email or not _is_known(plan, asked.manager_email):
        return False
    wanted = Managed(asked.manager_email, person.held[-1].unit_id)
    if wanted in plan.managing:
        return False
    plan.managing.add(wanted)
    plan.changes.managers.append(wanted)
    return True


def _is_known(plan: _Plan, email: str) -> bool:
    return email in plan.emails


def _messages(plan: _Plan, asked: Asked) -> Iterator[Said]:
    if asked.status == "paused":
        yield Said(N_("record the absence on the person’s page"), "paused")
    if asked.manager_email and not _is_known(plan, asked.manager_email):
        yield Said(
            N_("nobody has the address %(value)s yet"), "manager_email", value=asked.manager_email
        )


def _leavers(plan: _Plan, report: Report) -> None:
    """Let those leave who have a reference and are not in the file, not even in a faulty row."""
    if not any(outcome.result != Result.ERROR for outcome in report.outcomes):
        raise FileFault(N_("No row of this file could be read, so nobody can be said to have left"))
    for reference, found in sorted(plan.people.items()):
        if reference in plan.seen or membership_on(found.held, plan.today) is None:
            continue
        if found.id == plan.keeper:
            continue
        if not plan.mentioned.isdisjoint({reference.lower(), found.email}):
            continue
        held = left(found.held, plan.today)
        if not held:
            continue
        plan.changes.changed.append((found, replace(found, held=held)))
        shown = {"person_ref": reference, "email": found.email, "display_name": found.name}
        report.leave(shown, Said(N_("Not in the file: leaves today")))
