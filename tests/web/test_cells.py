"""The cells of a matrix: made once for all that are the same, whosever they are."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask, current_app
from markupsafe import escape

from elearn.domain.completion import State
from elearn.operations.team_cells import Cell
from elearn.web.cells import Cells
from elearn.web.kept import Html

NUMBERS = ("ABCD1234EFGHJ", "BCDE1234EFGHK", "CDEF1234EFGHM")
DAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def nothing_made(one_app: Flask) -> Iterator[None]:
    """Let no cell have been made before."""
    with one_app.test_request_context():
        current_app.extensions["elearn_parts"].clear()
        yield


def row(name: str, *cells: Cell | None) -> str:
    return Cells().row(Html(escape(name)), cells)


def words(row: str) -> list[str]:
    """Return what each cell says."""
    found = BeautifulSoup(row, "html.parser").find_all("td")
    return [" ".join(cell.get_text(" ").split()) for cell in found]


def test_each_cell_has_its_words_and_the_link_to_its_own_certificate() -> None:
    until = date(2027, 3, 3)
    cells = [Cell(State.COMPLETE, DAY, until, number) for number in NUMBERS[:2]]
    shown = row("Ann", *cells, Cell(State.NOT_STARTED), None)
    said = "Complete Completed 4 March 2026 Valid until 3 March 2027 Certificate of Ann,"
    assert words(shown) == [
        f"{said} ABCD-1234-EFGH-J", f"{said} BCDE-1234-EFGH-K", "Not started", "Does not apply",
    ]  # fmt: skip
    assert re.findall(r'href="([^"]+)"', shown) == [f"/certificates/{n}.pdf" for n in NUMBERS[:2]]


def test_cells_that_differ_in_anything_else_differ() -> None:
    cells = [
        Cell(State.COMPLETE, DAY), Cell(State.EXPIRED, DAY), Cell(State.COMPLETE, date(2026, 3, 5)),
        Cell(State.COMPLETE, DAY, DAY), Cell(State.COMPLETE, DAY, None, None, DAY),
        Cell(State.COMPLETE, None, DAY), Cell(State.COMPLETE, None, None, None, DAY),
    ]  # fmt: skip
    assert len(set(words(row("Ann", *cells)))) == len(cells)
    assert words(row("Bob", *cells)) == words(row("Ann", *cells))


def test_a_name_is_no_markup_whoever_came_before() -> None:
    done = Cell(State.COMPLETE, DAY, None, NUMBERS[0])
    for name in ("Ann", "<i>Ann</i>", "Bob", "%s {name} \\1"):
        shown = row(name, done)
        assert "<i>" not in shown
        assert str(escape(name)) in shown


def test_cells_that_differ_only_in_their_certificate_are_made_once() -> None:
    for name in ("Ann", "Bob"):
        row(name, *(Cell(State.COMPLETE, DAY, None, number) for number in NUMBERS))
        row(name, Cell(State.COMPLETE, date(2026, 3, 5)))
    groups = current_app.extensions["elearn_parts"].values()
    made = [macro for parts in groups for macro, *_ in parts]
    assert sorted(made) == ["certificate", "nothing", "words", "words"]
