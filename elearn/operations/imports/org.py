"""org.csv: the units and how they stand below one another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Unit
from elearn.domain.organisation import KINDS
from elearn.operations.audit import note
from elearn.operations.imports.outcomes import Report, Result, empty_report
from elearn.operations.imports.reader import CLEARED, Row, read_sheet
from elearn.operations.imports.said import N_, CellFault, Said
from elearn.operations.scopes import units_below
from elearn.operations.standing_cache import rebuild_list

COLUMNS = ("code", "parent_code", "type", "name")
_Unit = tuple[str | None, str, str]  # parent, kind, name
Answers = dict[int, tuple[Result, tuple[Said, ...]]]


@dataclass(slots=True)
class _Tree:
    """The units as they would be; ``own`` are those that may be touched."""

    units: dict[str, _Unit]  # by code
    own: set[str]
    everywhere: bool
    closed: frozenset[str] = frozenset()
    seen: dict[str, int] = field(default_factory=dict)
    changed: dict[str, Result] = field(default_factory=dict)


def import_org(
    session: Session,
    content: bytes,
    over: frozenset[int] | None,
    now: datetime,
    by: int | None = None,
    *,
    dry_run: bool = False,
) -> Report:
    """Add, rename and move the units of a file, and return what came of each row.

    A unit may stand before or after the one above it. ``over`` as for people.
    """
    sheet = read_sheet(content, ("code",))
    report, tree = empty_report(sheet), _tree(session, over)
    waiting = list(sheet.rows)
    answers: Answers = {}
    while waiting:  # a row waits for the rows of the units above it
        later = [row for row in waiting if not _look_at(tree, row, waiting, answers)]
        if len(later) == len(waiting):
            for row in later:
                circle = CellFault(N_("the units go round in a circle"), "parent_code")
                answers[row.line] = (Result.ERROR, (circle,))
            break
        waiting = later
    for row in sheet.rows:
        result, said = answers[row.line]
        report.add(row, result, *said)
    if not dry_run:
        _store(session, tree, now, by)
    return report


def _tree(session: Session, over: frozenset[int] | None) -> _Tree:
    columns = Unit.id, Unit.code, Unit.parent_id, Unit.kind, Unit.name, Unit.closed_on
    rows = session.execute(select(*columns)).all()
    codes = {row.id: row.code for row in rows}
    own = set(codes.values())
    if over is not None:
        own = {codes[unit] for unit in session.scalars(select(units_below(over).c.id))}
    units = {row.code: (codes.get(row.parent_id or 0), row.kind, row.name) for row in rows}
    closed = frozenset(row.code for row in rows if row.closed_on)
    return _Tree(units, own, over is None, closed)


def _look_at(tree: _Tree, row: Row, waiting: list[Row], answers: Answers) -> bool:
    """Answer a row, or return False where the unit above it is still to come."""
    parent = row.values.get("parent_code", "")
    to_come = {other.values.get("code") for other in waiting if other.line not in answers}
    if parent and parent not in tree.units and parent in to_come:
        return False
    try:
        answers[row.line] = _change(tree, row)
    except CellFault as fault:
        answers[row.line] = (Result.ERROR, (fault,))
    return True


def _change(tree: _Tree, row: Row) -> tuple[Result, tuple[Said, ...]]:
    if row.fault:
        raise row.fault
    code = row.text("code", 60)
    if code in {None, CLEARED}:
        raise CellFault(N_("empty"), "code")
    assert code is not None  # noqa: S101 - said just now
    if code in tree.seen:
        raise CellFault(
            N_("“%(value)s” stands in row %(line)s too"), "code", value=code, line=tree.seen[code]
        )
    tree.seen[code] = row.line
    before = tree.units.get(code)
    if before and code not in tree.own:
        raise CellFault(N_("“%(value)s” is a unit that you do not administer"), "code", value=code)
    after = _asked(tree, row, code, before)
    if after == before:
        return Result.UNCHANGED, ()
    tree.units[code] = after
    tree.own.add(code)
    tree.changed[code] = Result.UPDATED if before else Result.CREATED
    return tree.changed[code], tuple(_differences(before, after) if before else ())


def _differences(before: _Unit, after: _Unit) -> Iterator[Said]:
    for column, old, new in zip(COLUMNS[1:], before, after, strict=True):
        if old != new:
            yield Said(N_("%(before)s → %(after)s"), column, before=old or "-", after=new)


def _asked(tree: _Tree, row: Row, code: str, before: _Unit | None) -> _Unit:
    old = before or (None, "", "")
    kind = (row.text("type", 20) or old[1]).lower()
    name = row.text("name") or old[2]
    if kind not in KINDS:
        raise CellFault(
            N_("“%(value)s” is none of %(known)s"), "type", value=kind, known=", ".join(KINDS)
        )
    if not name or name == CLEARED:
        raise CellFault(N_("empty"), "name")
    if not all(c.isascii() and (c.isalnum() or c in "-_.") for c in code):
        raise CellFault(N_("letters, digits, hyphens, dots and underscores only"), "code")
    asked = row.text("parent_code", 60)
    parent = old[0] if asked is None else None if asked == CLEARED else asked
    _check_place(tree, code, kind, parent, before)
    return parent, kind, name


def _check_place(
    tree: _Tree,
    code: str,
    kind: str,
    parent: str | None,
    before: _Unit | None,
) -> None:
    root = next((c for c, unit in tree.units.items() if unit[0] is None), None)
    if (kind == "partnership") != (parent is None):
        raise CellFault(N_("every unit but the partnership has one"), "parent_code")
    if parent is None:
        if root not in {None, code} or not tree.everywhere:
            raise CellFault(N_("there is one partnership only"), "type")
        return
    if before and before[0] is None:
        raise CellFault(N_("the partnership stays at the top"), "parent_code")
    if parent not in tree.own and not (before and before[0] == parent):
        raise CellFault(
            N_("there is no unit “%(value)s” that you administer"), "parent_code", value=parent
        )
    if parent in tree.closed and not (before and before[0] == parent):
        raise CellFault(N_("“%(value)s” is closed"), "parent_code", value=parent)
    above: str | None = parent
    while above is not None:
        if above == code:
            raise CellFault(N_("the unit would stand below itself"), "parent_code")
        above = tree.units[above][0]


def _moved(session: Session, tree: _Tree) -> bool:
    """Tell whether a unit that people may be in stands below another than before."""
    before = _tree(session, None).units
    return any(
        result == Result.UPDATED and before[code][0] != tree.units[code][0]
        for code, result in tree.changed.items()
    )


def _store(session: Session, tree: _Tree, now: datetime, by: int | None) -> None:
    moved = _moved(session, tree)
    ids = {row.code: row.id for row in session.execute(select(Unit.code, Unit.id))}
    for code, result in tree.changed.items():
        parent, kind, name = tree.units[code]
        above = ids[parent] if parent else None
        if result == Result.CREATED:
            unit = Unit(code=code, kind=kind, name=name, parent_id=above)
            session.add(unit)
        else:
            unit = session.get_one(Unit, ids[code])
            unit.parent_id, unit.kind, unit.name = above, kind, name
        session.flush()
        ids[code] = unit.id
        details = {"code": code, "parent": parent, "kind": kind, "name": name}
        note(session, f"unit {result.value} by import", now, by, unit=unit.id, details=details)
    if moved:
        rebuild_list(session)  # whom requirements reach depends on the units above people's own
