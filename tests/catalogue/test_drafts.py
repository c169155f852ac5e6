"""Drafts for authors: files that load once begun, and that are not served until written."""

from datetime import date
from pathlib import Path

import pytest

from elearn.catalogue.drafts import CannotDraft, draft_module, draft_quiz
from elearn.catalogue.faults import ContentError
from elearn.catalogue.loader import load_catalogue
from elearn.catalogue.review_blocks import review_blocks
from elearn.domain.content import Kind
from tests.catalogue import folder

TODAY = date(2028, 2, 29)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a content folder with a theme in it."""
    return folder.write(tmp_path, folder.theme_files())


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_module_and_its_quiz_can_be_previewed_at_once(root: Path, kind: Kind) -> None:
    draft_module(root, kind, "a-new-one", 'A "new" one', TODAY)
    draft_quiz(root, kind, "a-new-one")
    module = load_catalogue(root, drafts=True).module("a-new-one")
    assert module.title == "A 'new' one"
    assert module.prepared_on == TODAY
    assert module.review_on == date(2029, 2, 28)
    assert (module.executive_summary is not None) == (kind is Kind.CASE)


def test_what_is_still_to_be_written_is_not_served(root: Path) -> None:
    draft_module(root, Kind.THEME, "a-new-one", "A new one", TODAY)
    draft_quiz(root, Kind.THEME, "a-new-one")
    with pytest.raises(ContentError) as refused:
        load_catalogue(root)
    faults = [str(fault) for fault in refused.value.faults]
    said = "line 5: still to be written: «One or two sentences for the catalogue.»"
    assert f"modules/themes/a-new-one/module.md: {said}" in faults
    assert any(fault.startswith("quizzes/themes/a-new-one.yaml: line") for fault in faults)


def test_a_draft_never_overwrites(root: Path) -> None:
    (path,) = draft_module(root, Kind.THEME, "a-new-one", "A new one", TODAY)
    path.write_text("hours of work", encoding="utf-8")
    with pytest.raises(CannotDraft, match="left as it is"):
        draft_module(root, Kind.THEME, "a-new-one", "Another", TODAY)
    assert path.read_text(encoding="utf-8") == "hours of work"


@pytest.mark.parametrize("slug", ["Big", "a b", "../up", "a--b", "", "x" * 61])
def test_a_slug_that_cannot_be_an_address_is_refused(root: Path, slug: str) -> None:
    with pytest.raises(CannotDraft, match="cannot be a slug"):
        draft_module(root, Kind.CASE, slug, "Title", TODAY)


def test_the_review_copy_shows_every_answer_and_which_is_right(root: Path) -> None:
    draft_module(root, Kind.CASE, "a-new-one", "A new one", TODAY)
    draft_quiz(root, Kind.CASE, "a-new-one")
    blocks = review_blocks(load_catalogue(root, drafts=True))
    assert ("module", "A new one") in blocks
    assert ("bullet", "b (RIGHT): «The right choice.» Feedback: «Why this is right.»") in blocks
    assert ("part", "What happened") in blocks  # of the executive summary
    assert any(kind == "note" and text.startswith("Shared with: nobody") for kind, text in blocks)
