"""Ids that were taken out are never used for anything else."""

from pathlib import Path

import pytest

from elearn.catalogue.faults import ContentError
from elearn.catalogue.loader import load_catalogue
from tests.catalogue import folder


def test_a_retired_question_id_is_not_used_again(tmp_path: Path) -> None:
    files = folder.theme_files()
    files[folder.THEME_QUIZ] = folder.as_yaml(folder.quiz(retired=["q1", "q99"]))
    with pytest.raises(ContentError, match=r"retired ids are used again: q1$"):
        load_catalogue(folder.write(tmp_path, files))


def test_a_retired_learning_point_is_not_used_again(tmp_path: Path) -> None:
    files = folder.theme_files()
    files[folder.THEME] = files[folder.THEME].replace("---\n", "---\nretired: [LP1]\n", 1)
    with pytest.raises(ContentError, match=r"retired ids are used again: LP1$"):
        load_catalogue(folder.write(tmp_path, files))


def test_ids_that_rest_are_no_fault(tmp_path: Path) -> None:
    files = folder.theme_files()
    files[folder.THEME_QUIZ] = folder.as_yaml(folder.quiz(retired=["q99"]))
    assert load_catalogue(folder.write(tmp_path, files)).quiz("absent-men").questions
