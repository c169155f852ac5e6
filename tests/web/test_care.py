"""Care for readers: what a case holds is said before anything of it is read."""

import pytest

from tests.journey import Visitor

NOTE = "This case is made up. It mentions neglect."


@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_case_is_never_begun_without_its_note_wherever_one_comes_in(
    learner: Visitor, place: int
) -> None:
    sections = learner.site.catalogue.module("child-a").sections
    opened, other = sections[place], sections[place - 1]
    page = learner.read(f"/modules/child-a/{opened.id}")
    assert page.words.index(NOTE) < page.words.index("Mark as read")
    learner.post(f"/modules/child-a/{opened.id}")
    assert NOTE not in learner.read(f"/modules/child-a/{other.id}").words


@pytest.mark.parametrize("ending", ["", "/executive-summary", "/print"])
def test_every_other_way_to_read_a_case_begins_with_its_note(learner: Visitor, ending: str) -> None:
    assert NOTE in learner.read(f"/modules/child-a{ending}").words


def test_what_has_no_note_shows_none(learner: Visitor) -> None:
    first = learner.site.catalogue.module("listening").sections[0]
    assert "Before you begin" not in learner.read(f"/modules/listening/{first.id}").words
