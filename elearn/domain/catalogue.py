"""The catalogue: all learning that is served, by slug."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from elearn.domain.content import (
    Kind,
    Module,
    Service,
)
from elearn.domain.errors import NotFound
from elearn.domain.programmes import Programme
from elearn.domain.quizzes import Quiz


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary; an abbreviation is marked where it first stands in a section."""

    term: str
    meaning: str
    detail: str
    abbreviation: bool

    @property
    def anchor(self) -> str:
        """Return the id that this word's entry has on the glossary page."""
        return "term-" + re.sub(r"\W+", "-", self.term.casefold()).strip("-")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All learning that is served now, and how to read an archived version of it."""

    services: Mapping[str, Service]
    modules: Mapping[str, Module]
    quizzes: Mapping[str, Quiz]
    programmes: Mapping[str, Programme]
    glossary: tuple[Term, ...]
    texts: Mapping[str, str]
    read_quiz: Callable[[str], Quiz]

    def module(self, slug: str) -> Module:
        """Return the module with this slug, or raise NotFound."""
        try:
            return self.modules[slug]
        except KeyError:
            raise NotFound("module", slug) from None

    def quiz(self, slug: str) -> Quiz:
        """Return the quiz of a module, or raise NotFound."""
        try:
            return self.quizzes[slug]
        except KeyError:
            raise NotFound("quiz", slug) from None

    def of_kind(self, kind: Kind) -> tuple[Module, ...]:
        """Return the modules of one kind, in catalogue order."""
        return tuple(module for module in self.modules.values() if module.kind is kind)

    def programme(self, slug: str) -> Programme:
        """Return the programme with this slug, or raise NotFound."""
        try:
            return self.programmes[slug]
        except KeyError:
            raise NotFound("programme", slug) from None
