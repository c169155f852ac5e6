"""Programmes: named sets of modules, each with the rule that completes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from elearn.domain.completion import State
from elearn.domain.content import (
    Kind,
    Module,
)

IN_DATE = frozenset({State.COMPLETE, State.EXPIRING})


class ProgrammeRule(StrEnum):
    """How many of its modules complete a programme."""

    ALL = "all"
    APPLIES = "applies"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Programme:
    """A named set of modules. ``number`` is how many of them, where the rule is ``any``.

    The modules of an ``applies`` programme are those cases that apply to the learner's service.
    """

    slug: str
    title: str
    summary: str
    rule: ProgrammeRule
    modules: tuple[str, ...]
    number: int | None = None

    def members(self, modules: Mapping[str, Module], service: str | None) -> tuple[Module, ...]:
        """Return the modules of this programme for someone who works in a service."""
        if self.rule is ProgrammeRule.APPLIES:
            cases = (m for m in modules.values() if m.kind is Kind.CASE)
            return tuple(case for case in cases if case.reason_for(service))
        return tuple(modules[slug] for slug in self.modules)


@dataclass(frozen=True, slots=True)
class ProgrammeProgress:
    """Where a person is with a programme: ``done`` of ``needed`` modules in date."""

    programme: Programme
    members: tuple[Module, ...]
    done: int
    needed: int

    @property
    def complete(self) -> bool:
        """Tell whether enough modules are in date; an empty programme is never complete."""
        return 0 < self.needed <= self.done


def programme_progress(
    programme: Programme,
    modules: Mapping[str, Module],
    states: Mapping[str, State],
    service: str | None,
) -> ProgrammeProgress:
    """Return a person's progress from the states of the modules and the service they work in."""
    members = programme.members(modules, service)
    done = sum(states[module.slug] in IN_DATE for module in members)
    needed = programme.number if programme.number is not None else len(members)
    return ProgrammeProgress(programme, members, min(done, needed), needed)
