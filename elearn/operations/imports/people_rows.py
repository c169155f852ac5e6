"""What a row of people.csv asks for, and whether it can be: no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from elearn.domain.errors import NameFault
from elearn.operations.accounts import NameCheck
from elearn.operations.imports.reader import CLEARED, Row
from elearn.operations.imports.said import N_, CellFault

COLUMNS = (
    "person_ref", "email", "first_name", "last_name", "display_name", "agency_code", "team_code",
    "service", "job_title", "role_group", "start_date", "end_date", "status", "manager_email",
)  # fmt: skip
NEEDED = ("person_ref",)
ALIASES = {
    "idnumber": "person_ref", "firstname": "first_name", "lastname": "last_name",
    "institution": "agency_code", "department": "team_code", "suspended": "status",
    "employee_number": "person_ref", "e_mail": "email", "job_group": "role_group",
}  # fmt: skip
STATUSES = {
    "active": "active", "left": "left", "paused": "paused",
    "0": "active", "1": "left",  # Moodle's "suspended"
}  # fmt: skip
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row asks for; None leaves a thing as it is, ``CLEARED`` takes it away."""

    person_ref: str
    email: str | None
    name: str | None
    first_name: str | None
    last_name: str | None
    unit: str | None
    service: str | None
    job_title: str | None
    job_group: str | None
    begins_on: date | None
    ends_on: date | None
    status: str | None
    manager_email: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name: units by code with the codes above them, and services."""

    above: Mapping[str, frozenset[str]]
    services: frozenset[str]
    check_name: NameCheck


def asked_by(row: Row, known: Known) -> Asked:
    """Return what a row asks for; raises CellFault for what cannot be."""
    if row.fault:
        raise row.fault
    reference = row.text("person_ref", 40)
    if reference in {None, CLEARED}:
        raise CellFault(N_("empty; it is what people are known by"), "person_ref")
    assert reference is not None  # noqa: S101 - said just now
    begins, ends = row.day("start_date"), row.day("end_date")
    if begins and ends and ends < begins:
        raise CellFault(N_("before start_date"), "end_date")
    return Asked(
        person_ref=reference,
        email=_email(row, "email"),
        name=_name(row, known.check_name),
        first_name=row.text("first_name"),
        last_name=row.text("last_name"),
        unit=_unit(row, known),
        service=_service(row, known),
        job_title=row.text("job_title"),
        job_group=row.text("role_group", 60),
        begins_on=begins,
        ends_on=ends + timedelta(days=1) if ends else None,
        status=_status(row),
        manager_email=_email(row, "manager_email", may_be_cleared=True),
    )


def _email(row: Row, column: str, *, may_be_cleared: bool = False) -> str | None:
    value = row.text(column, 254)
    if value is None or (value == CLEARED and may_be_cleared):
        return None
    if not _EMAIL.fullmatch(value):
        raise CellFault(N_("“%(value)s” is no e-mail address"), column, value=value[:60])
    return value.lower()


def _name(row: Row, check_name: NameCheck) -> str | None:
    parts = [row.text(c) for c in ("first_name", "last_name")]
    name = row.text("display_name") or " ".join(p for p in parts if p and p != CLEARED)
    if not name:
        return None
    try:
        return check_name(name)
    except NameFault as fault:
        raise _name_fault(name, fault) from None


def _name_fault(name: str, fault: NameFault) -> CellFault:
    """Return what is wrong with a name: a letter that cannot be printed, or all of it."""
    if not fault.characters:
        return CellFault(N_("“%(value)s” cannot be kept or printed"), "name", value=name[:60])
    told = {"value": name[:60], "letters": " ".join(f"U+{ord(c):04X}" for c in fault.characters)}
    return CellFault(
        N_("“%(value)s” cannot be kept or printed, because of %(letters)s"), "name", **told
    )


def _unit(row: Row, known: Known) -> str | None:
    agency, team = row.text("agency_code", 60), row.text("team_code", 60)
    for column, code in (("agency_code", agency), ("team_code", team)):
        if code is not None and code not in known.above:
            raise CellFault(
                N_("there is no unit “%(value)s” that you administer"), column, value=code
            )
    if agency and team and agency != team and agency not in known.above[team]:
        raise CellFault(
            N_("“%(value)s” is not part of “%(agency)s”"), "team_code", value=team, agency=agency
        )
    return team or agency


def _service(row: Row, known: Known) -> str | None:
    service = row.text("service", 60)
    if service not in {None, CLEARED} and service not in known.services:
        raise CellFault(N_("there is no service “%(value)s”"), "service", value=service)
    return service


def _status(row: Row) -> str | None:
    value = row.text("status", 20)
    if value is None:
        return None
    if value.lower() not in STATUSES:
        raise CellFault(
            N_("“%(value)s” is none of %(known)s"),
            "status",
            value=value,
            known="active, left, paused",
        )
    return STATUSES[value.lower()]
