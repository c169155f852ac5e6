"""Reasonable adjustments: what one person is allowed beyond what a quiz gives everyone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from elearn.domain.errors import DomainError

LONGEST_WORDS = 500  # characters of a reason, or of an adjustment in words


class AdjustmentKind(StrEnum):
    """What an adjustment changes."""

    TIME_PERCENT = "time_percent"
    TIME_MINUTES = "time_minutes"
    ATTEMPTS = "attempts"
    OTHER = "other"


MOST = {
    AdjustmentKind.TIME_PERCENT: 300,
    AdjustmentKind.TIME_MINUTES: 600,
    AdjustmentKind.ATTEMPTS: 20,
}


class BadAdjustment(DomainError):
    """An adjustment that cannot be granted.

    ``field`` is kind, amount, words, reason, module, from_on or until_on; ``reason`` is missing,
    unknown, out_of_range, too_long or before_start.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One adjustment, for one module or (``module`` None) for all, from a day until another.

    ``amount`` is per cent, minutes or attempts; ``words`` say what another kind is. Both days
    count; ``until_on`` None has no end.
    """

    kind: AdjustmentKind
    amount: int | None
    words: str | None
    module: str | None
    from_on: date
    until_on: date | None

    def applies(self, module: str, day: date) -> bool:
        """Tell whether this adjustment holds for a module on a day."""
        started = self.from_on <= day
        ended = self.until_on is not None and day > self.until_on
        return started and not ended and self.module in {None, module}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What all adjustments of a person come to for one module on one day."""

    percent: int = 0
    minutes: int = 0
    attempts: int = 0
    others: tuple[str, ...] = ()


def checked_adjustment(adjustment: Adjustment) -> Adjustment:
    """Return an adjustment as it is stored, or raise BadAdjustment."""
    words = (adjustment.words or "").strip()
    amount = adjustment.amount
    if adjustment.kind is AdjustmentKind.OTHER:
        check_words("words", words)
        amount = None
    elif amount is None:
        raise BadAdjustment("amount", "missing")
    elif not 1 <= amount <= MOST[adjustment.kind]:
        raise BadAdjustment("amount", "out_of_range")
    if adjustment.until_on is not None and adjustment.until_on < adjustment.from_on:
        raise BadAdjustment("until_on", "before_start")
    kept = words if adjustment.kind is AdjustmentKind.OTHER else None
    return Adjustment(
        adjustment.kind, amount, kept, adjustment.module, adjustment.from_on, adjustment.until_on
    )


def check_words(field: str, words: str) -> str:
    """Return what someone wrote, without the space around it, or raise BadAdjustment."""
    words = words.strip()
    if not words:
        raise BadAdjustment(field, "missing")
    if len(words) > LONGEST_WORDS:
        raise BadAdjustment(field, "too_long")
    return words


def allowance(adjustments: Iterable[Adjustment], module: str, day: date) -> Allowance:
    """Return what these adjustments come to; those of one kind add up."""
    here = [adjustment for adjustment in adjustments if adjustment.applies(module, day)]

    def total(kind: AdjustmentKind) -> int:
        return sum(a.amount or 0 for a in here if a.kind is kind)

    return Allowance(
        total(AdjustmentKind.TIME_PERCENT),
        total(AdjustmentKind.TIME_MINUTES),
        total(AdjustmentKind.ATTEMPTS),
        tuple(a.words for a in here if a.words),
    )


def time_allowed(limit: int, granted: Allowance) -> timedelta:
    """Return the time of an attempt at a quiz with a limit in minutes, rounded up to a second."""
    seconds = -(-limit * 60 * (100 + granted.percent) // 100)
    return timedelta(seconds=seconds, minutes=granted.minutes)
