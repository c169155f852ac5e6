"""Which modules of the catalogue a learner asks to see, and how many each choice would show."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from elearn.domain.completion import State
from elearn.domain.content import Kind, Module

Placed = tuple[Module, State]  # a module, and where the learner is with it

# What a learner calls the states: what is complete and may be renewed is complete.
STATES = {
    State.NOT_STARTED: frozenset({State.NOT_STARTED}),
    State.IN_PROGRESS: frozenset({State.IN_PROGRESS}),
    State.COMPLETE: frozenset({State.COMPLETE, State.EXPIRING}),
    State.EXPIRED: frozenset({State.EXPIRED}),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What modules must be, all at once; None leaves none out.

    A theme takes its own module and the cases that show it. ``own`` is the learner's service
    where only what applies to it is asked for.
    """

    kind: Kind | None = None
    theme: str | None = None
    service: str | None = None
    state: State | None = None
    own: str | None = None

    def takes(self, module: Module, state: State) -> bool:
        """Tell whether a module is among them, for a learner who is so far with it."""
        return (
            self.kind in {None, module.kind}
            and (self.theme is None or self.theme in {module.slug, *module.themes})
            and (self.service is None or module.reason_for(self.service) is not None)
            and (self.own is None or module.reason_for(self.own) is not None)
            and (self.state is None or state in STATES[self.state])
        )

    def chosen(self, modules: Iterable[Placed]) -> tuple[Module, ...]:
        """Return the modules that are asked for."""
        return tuple(module for module, state in modules if self.takes(module, state))

    def counts(
        self, name: str, choices: Iterable[str], modules: Collection[Placed]
    ) -> dict[str, int]:
        """Return how many modules each choice would show, all else as it is asked for."""
        found = {}
        for choice in choices:
            asked: dict[str, Any] = {name: choice}
            found[choice] = len(replace(self, **asked).chosen(modules))
        return found
