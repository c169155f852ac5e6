"""Where people work and since when, and the tree of units: what may stand, and what may not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from elearn.domain.errors import DomainError

KINDS = ("partnership", "agency", "service", "site", "team")


class TreeReason(StrEnum):
    """Why the tree of units may not be arranged so."""

    SECOND_ROOT = "second_root"
    NOT_BELOW_ITSELF = "not_below_itself"
    ROOT_STAYS = "root_stays"
    CLOSED_ABOVE = "closed_above"
    NOT_EMPTY = "not_empty"


class TreeFault(DomainError):
    """An arrangement of units that is no tree; ``reason`` is a TreeReason."""

    def __init__(self, reason: TreeReason, unit: str) -> None:
        self.reason = reason
        self.unit = unit
        super().__init__(f"{unit}: {reason.value.replace('_', ' ')}")


@dataclass(frozen=True, slots=True)
class Membership:
    """A stretch of days for which a person worked somewhere.

    ``ends_on`` is the first day after it, None where no end is known.
    """

    unit_id: int
    begins_on: date
    ends_on: date | None = None
    service: str | None = None
    job_title: str | None = None
    job_group: str | None = None

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.begins_on <= day and (self.ends_on is None or day < self.ends_on)

    def until(self, day: date) -> "Membership":
        """Return this membership, ended where the day comes before its end."""
        return self if self.ends_on and self.ends_on <= day else replace(self, ends_on=day)


def moved(held: Iterable[Membership], new: Membership) -> tuple[Membership, ...]:
    """Return what someone's memberships become when a new one begins, oldest first.

    What ran on that day ends there, one that began on the same day is replaced, and a later one
    that is planned already still begins: the new one ends where it does.
    """
    kept = [m.until(new.begins_on) for m in held if m.begins_on < new.begins_on]
    later = sorted((m for m in held if m.begins_on > new.begins_on), key=_begins_on)
    here = new.until(later[0].begins_on) if later else new
    return (*sorted(kept, key=_begins_on), here, *later)


def left(held: Iterable[Membership], on: date) -> tuple[Membership, ...]:
    """Return what someone's memberships become when ``on`` is the first day they are gone."""
    return tuple(m.until(on) for m in sorted(held, key=_begins_on) if m.begins_on < on)


def membership_on(held: Iterable[Membership], day: date) -> Membership | None:
    """Return the membership that covers a day."""
    return next((m for m in held if m.covers(day)), None)


def check_parent(
    parents: Mapping[int, int | None], unit: int, parent: int | None, name: str
) -> None:
    """Raise TreeFault if a unit may not stand below ``parent`` in this tree of parents."""
    if parents.get(unit, parent) is None and unit in parents:
        raise TreeFault(TreeReason.ROOT_STAYS, name)
    if parent is None:
        raise TreeFault(TreeReason.SECOND_ROOT, name)
    above: int | None = parent
    while above is not None:
        if above == unit:
            raise TreeFault(TreeReason.NOT_BELOW_ITSELF, name)
        above = parents[above]


def _begins_on(membership: Membership) -> date:
    return membership.begins_on
