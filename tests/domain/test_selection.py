"""What is chosen of the catalogue, and what each choice would show."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.catalogue.loader import load_catalogue
from elearn.domain.completion import State
from elearn.domain.content import Kind
from elearn.domain.selection import STATES, Selection

CATALOGUE = load_catalogue(Path(__file__).parents[1] / "content")
MODULES = tuple(CATALOGUE.modules.values())
THEMES = tuple(theme.slug for theme in CATALOGUE.of_kind(Kind.THEME))
SERVICES = tuple(CATALOGUE.services)


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        (Selection(), {"the-programme", "child-a", "listening"}),
        (Selection(kind=Kind.CASE), {"child-a"}),
        (Selection(theme="listening"), {"child-a", "listening"}),
        (Selection(service="health-visiting"), {"child-a"}),
        (Selection(own="health-visiting"), {"child-a"}),
        (Selection(kind=Kind.THEME, own="health-visiting"), set()),
        (Selection(state=State.NOT_STARTED), {"the-programme", "child-a", "listening"}),
        (Selection(state=State.COMPLETE), set()),
    ],
)
def test_what_is_asked_for_holds_all_at_once(asked: Selection, slugs: set[str]) -> None:
    placed = [(module, State.NOT_STARTED) for module in MODULES]
    assert {module.slug for module in asked.chosen(placed)} == slugs


def test_every_state_is_one_choice() -> None:
    assert sorted(state for states in STATES.values() for state in states) == sorted(State)


SELECTIONS = st.builds(
    Selection,
    kind=st.none() | st.sampled_from(Kind),
    theme=st.none() | st.sampled_from(THEMES),
    service=st.none() | st.sampled_from(SERVICES),
    state=st.none() | st.sampled_from(list(STATES)),
    own=st.none() | st.sampled_from(SERVICES),
)


@given(SELECTIONS, st.lists(st.sampled_from(State), min_size=len(MODULES), max_size=len(MODULES)))
def test_the_choices_of_a_kind_or_state_share_out_what_none_of_them_shows(
    asked: Selection, states: list[State]
) -> None:
    placed = list(zip(MODULES, states, strict=True))
    for name, choices in (("kind", list(Kind)), ("state", list(STATES))):
        if getattr(asked, name) is None:
            counts = asked.counts(name, choices, placed)
            assert sum(counts.values()) == len(asked.chosen(placed))
    assert set(asked.chosen(placed)) <= set(MODULES)
