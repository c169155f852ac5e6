"""Looks of certificates: what can be drawn, and how far colours stand off white paper."""

from typing import Any

import pytest

from elearn.domain.design import Look, contrast, is_colour
from elearn.domain.errors import SnapshotFault


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#0000ff", 8.59)],
)
def test_contrast_on_white_is_that_of_wcag(colour: str, ratio: float) -> None:
    assert round(contrast(colour), 2) == ratio


def test_the_shipped_colours_can_be_read() -> None:
    assert min(contrast(Look().main), contrast(Look().accent)) >= 4.5


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#0b4a53\n", "#0B4A53"])
def test_anything_else_is_no_colour(text: str) -> None:
    assert not is_colour(text)


@pytest.mark.parametrize("name", ["language", "main", "accent"])
def test_a_look_that_cannot_be_drawn_cannot_be(name: str) -> None:
    red: dict[str, Any] = {name: "red"}
    with pytest.raises(SnapshotFault, match=name):
        Look(**red)
