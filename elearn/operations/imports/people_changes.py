"""What a file changes about someone, in words, for whoever looks before it counts."""

from collections.abc import Iterator
from datetime import date, timedelta

from elearn.domain.organisation import Membership, membership_on
from elearn.operations.imports.people_found import Units
from elearn.operations.imports.people_store import Found
from elearn.operations.imports.said import N_, Said

OWN = (("email", "email"), ("display_name", "name"), ("first_name", "first_name"),
       ("last_name", "last_name"))  # fmt: skip
OF_A_PLACE = (("service", "service"), ("job_title", "job_title"), ("role_group", "job_group"))


def differences(old: Found, new: Found, units: Units, today: date) -> Iterator[Said]:
    """Yield each thing that is to be otherwise: as it is, and as it would be."""
    for column, name in OWN:
        yield from _changed(column, getattr(old, name), getattr(new, name))
    if old.held == new.held:
        return
    before, after = _last(old, today), new.held[-1] if new.held else None
    if before is None or after is None:
        return
    codes = units.codes
    yield from _changed("team_code", codes.get(before.unit_id), codes.get(after.unit_id))
    for column, name in OF_A_PLACE:
        yield from _changed(column, getattr(before, name), getattr(after, name))
    if before.ends_on and before.ends_on <= after.begins_on:
        yield Said(N_("returns on %(day)s"), day=after.begins_on.isoformat())
    elif after.ends_on and after.ends_on != before.ends_on:
        last = after.ends_on - timedelta(days=1)
        yield Said(N_("leaves, with %(day)s as the last day"), day=last.isoformat())
    elif after.begins_on != before.begins_on:
        yield Said(N_("from %(day)s"), day=after.begins_on.isoformat())


def _last(person: Found, today: date) -> Membership | None:
    return membership_on(person.held, today) or (person.held[-1] if person.held else None)


def _changed(column: str, before: str | None, after: str | None) -> Iterator[Said]:
    if before != after:
        yield Said(N_("%(before)s → %(after)s"), column, before=before or "-", after=after or "-")
