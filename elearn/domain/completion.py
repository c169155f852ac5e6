"""When a module is complete, and what is outstanding until then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from elearn.domain.content import (
    Module,
    Section,
)


class State(StrEnum):
    """Where a person is with a module on a date."""

    EXPIRED = "expired"
    EXPIRING = "expiring"
    COMPLETE = "complete"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Done:
    """What a learner has done towards a module in this cycle."""

    sections: Collection[str] = ()
    declared: bool = False
    passed: bool = False

    @property
    def started(self) -> bool:
        """Tell whether anything at all was done."""
        return bool(self.sections) or self.declared or self.passed


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What is still to be done: sections to read, the declaration, the quiz."""

    sections: tuple[Section, ...]
    declaration: bool
    quiz: bool

    def __bool__(self) -> bool:
        return bool(self.sections) or self.declaration or self.quiz


def outstanding(module: Module, done: Done) -> Outstanding:
    """Return what the module's completion rule still asks for; empty means complete.

    Required reflections are part of submitting the quiz, so passing it includes them.
    """
    rule = module.completion
    unread = tuple(section for section in module.sections if section.id not in done.sections)
    return Outstanding(
        sections=unread if rule.sections else (),
        declaration=rule.declaration and not done.declared,
        quiz=rule.quiz and not done.passed,
    )


def state_on(
    day: date, completed: bool, expiry: date | None, renews: date | None, started: bool
) -> State:
    """Return the state of a module on a day, from its latest completion and what was begun.

    ``expiry`` is the first day no longer valid, ``renews`` the day on which renewal opens.
    """  # fmt: skip
    if completed and expiry is not None and day >= expiry:
        return State.EXPIRED
    if completed and renews is not None and day >= renews:
        return State.EXPIRING
    if completed:
        return State.COMPLETE
    return State.IN_PROGRESS if started else State.NOT_STARTED
