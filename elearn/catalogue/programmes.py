"""``modules/programmes.yaml`` made into programmes."""

from collections import Counter
from collections.abc import Collection
from typing import Annotated

from pydantic import Field, model_validator

from elearn.catalogue.faults import Fault
from elearn.catalogue.files import parse
from elearn.catalogue.module_schema import Slug, Strict, Words
from elearn.domain.programmes import Programme, ProgrammeRule

FILE = "modules/programmes.yaml"


class ProgrammeEntry(Strict):
    """One programme."""

    slug: Slug
    title: Words
    summary: Words
    rule: ProgrammeRule
    modules: list[Slug] = []
    number: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def rule_fits(self) -> "ProgrammeEntry":
        """Refuse a rule without what it needs, or with what it does not use."""
        if (self.rule is ProgrammeRule.APPLIES) == bool(self.modules):
            raise ValueError('list modules, but not where the rule is "applies"')
        if (self.rule is ProgrammeRule.ANY) == (self.number is None):
            raise ValueError('give a number where the rule is "any", and only there')
        if self.number is not None and self.number > len(self.modules):
            raise ValueError("the number is larger than the list of modules")
        return self


class ProgrammesFile(Strict):
    """The list of programmes."""

    programmes: list[ProgrammeEntry]


def read_programmes(
    text: str, modules: Collection[str], faults: list[Fault]
) -> dict[str, Programme]:
    """Return the programmes that a text describes, by slug, noting every fault."""
    entries = parse(ProgrammesFile, text, FILE, faults)
    if entries is None:
        return {}
    faults.extend(_faults(entries, modules))
    return {
        p.slug: Programme(p.slug, p.title, p.summary, p.rule, tuple(p.modules), p.number)
        for p in entries.programmes
    }


def _faults(entries: ProgrammesFile, modules: Collection[str]) -> list[Fault]:
    faults = []
    for index, programme in enumerate(entries.programmes):
        key = f"programmes[{index}].modules"
        missing = [slug for slug in programme.modules if slug not in modules]
        faults += [Fault(FILE, key, f'unknown module "{slug}"') for slug in missing]
        twice = [slug for slug, times in Counter(programme.modules).items() if times > 1]
        faults += [Fault(FILE, key, f'duplicate "{slug}"') for slug in twice]
    slugs = Counter(programme.slug for programme in entries.programmes)
    twice = [slug for slug, times in slugs.items() if times > 1]
    return faults + [Fault(FILE, "programmes", f'duplicate "{slug}"') for slug in twice]
