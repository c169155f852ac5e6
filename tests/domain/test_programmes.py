"""Programmes: which modules they hold for whom, and when they are complete."""

from elearn.domain.completion import State
from elearn.domain.content import AppliesTo, Kind, Module, Service
from elearn.domain.programmes import Programme, ProgrammeRule, programme_progress
from tests import factories

POLICE = Service("police", "Police", "The police.")


def modules(**kinds: Kind) -> dict[str, Module]:
    return {slug: factories.module(slug=slug, kind=kind) for slug, kind in kinds.items()}


def programme(rule: ProgrammeRule, *slugs: str, number: int | None = None) -> Programme:
    return Programme("p", "A programme", "What it is for.", rule, slugs, number)


def test_all_is_complete_when_every_module_is_in_date() -> None:
    known = modules(a=Kind.THEME, b=Kind.THEME)
    every = programme(ProgrammeRule.ALL, "a", "b")
    states = {"a": State.COMPLETE, "b": State.EXPIRING}
    assert programme_progress(every, known, states, None).complete
    states["b"] = State.EXPIRED
    progress = programme_progress(every, known, states, None)
    assert (progress.done, progress.needed, progress.complete) == (1, 2, False)


def test_any_counts_no_further_than_it_asks() -> None:
    known = modules(a=Kind.CASE, b=Kind.CASE, c=Kind.CASE)
    two = programme(ProgrammeRule.ANY, "a", "b", "c", number=2)
    states = dict.fromkeys("abc", State.COMPLETE)
    progress = programme_progress(two, known, states, None)
    assert (progress.done, progress.needed, progress.complete) == (2, 2, True)


def test_the_cases_for_a_service_are_those_that_apply_to_it() -> None:
    known = modules(a=Kind.CASE, b=Kind.THEME)
    known["c"] = factories.module(
        slug="c", kind=Kind.CASE, services=(AppliesTo(POLICE, "Officers called."),)
    )
    applies = programme(ProgrammeRule.APPLIES)
    states = dict.fromkeys("abc", State.NOT_STARTED)
    found = programme_progress(applies, known, states, "police")
    assert [module.slug for module in found.members] == ["c"]


def test_a_programme_without_modules_is_never_complete() -> None:
    progress = programme_progress(programme(ProgrammeRule.APPLIES), {}, {}, None)
    assert not progress.complete
