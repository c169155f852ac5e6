"""Rows that hold from a day on until they end: ``ends_on`` is the first day they no longer do."""

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, or_

from elearn.db import Appointment, Membership, StandingSpan

Lasting = type[Appointment] | type[Membership]
Day = date | BindParameter[date]


def not_over(rows: Lasting, day: Day) -> ColumnElement[bool]:
    """Return the condition that rows hold on a day or will begin after it."""
    return or_(rows.ends_on.is_(None), rows.ends_on > day)


def in_force(rows: Lasting, day: Day) -> ColumnElement[bool]:
    """Return the condition that rows hold on a day."""
    return (rows.begins_on <= day) & not_over(rows, day)


def stands(day: Day) -> ColumnElement[bool]:
    """Return the condition that a standing is that of a day; every one of them has an end."""
    return (StandingSpan.begins_on <= day) & (StandingSpan.ends_on > day)
