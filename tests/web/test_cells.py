"""The cells of a matrix: drawn once for all that are the same, whosever they are."""

from datetime import date

from markupsafe import Markup

from elearn.domain.completion import State
from elearn.operations.team_cells import Cell
from elearn.web.cells import NAME_HOLE, NUMBER_HOLE, WORDS_HOLE, DrawnCells

LINK = Markup(f'<a href="/{NUMBER_HOLE}">{NAME_HOLE}: {WORDS_HOLE}</a>')


def drawn(asked: list[Cell]) -> DrawnCells:
    """Return cells that note for which of them the words were asked."""

    def words(cell: Cell, tag: Markup) -> Markup:
        asked.append(cell)
        return tag + f" {cell.completed_on} & {cell.valid_until} {cell.due_on}"

    return DrawnCells(words, lambda state: Markup("<b>{}</b>").format(state), LINK, Markup("–"))


def test_each_cell_has_its_words_and_the_link_to_its_own_certificate() -> None:
    done = Cell(State.COMPLETE, date(2026, 3, 4), None, "ABCD1234EFGH")
    row = drawn([]).row("Ann", [done, Cell(State.NOT_STARTED), None])
    assert row == (
        "<td><b>complete</b> 2026-03-04 &amp; None None"
        '<a href="/ABCD1234EFGH">Ann: ABCD-1234-EFGH</a></td>'
        "<td><b>not_started</b> None &amp; None None</td><td>–</td>"
    )


def test_a_name_is_no_markup() -> None:
    done = Cell(State.COMPLETE, date(2026, 3, 4), None, "ABCD")
    assert "<i>" not in drawn([]).row("<i>Ann</i>", [done])
    assert "&lt;i&gt;Ann" in drawn([]).row("<i>Ann</i>", [done])


def test_cells_that_differ_only_in_their_certificate_are_drawn_once() -> None:
    asked: list[Cell] = []
    cells = drawn(asked)
    days = [date(2026, 3, day) for day in (4, 4, 5)]
    for name in ("Ann", "Bob"):
        for number, day in enumerate(days):
            cells.row(name, [Cell(State.COMPLETE, day, None, str(number))])
    assert [cell.completed_on for cell in asked] == [days[0], days[2]]
