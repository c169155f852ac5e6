"""The cells of a matrix as HTML: a page has a thousand, and what they share is made once."""

from collections.abc import Callable, Iterable

from flask import Flask
from markupsafe import Markup, escape

from elearn.domain.certification import format_number
from elearn.operations.team_cells import Cell

# No name holds a NUL character: what a link to one certificate has that another has not.
NAME_HOLE, NUMBER_HOLE, WORDS_HOLE = "\0name\0", "\0number\0", "\0words\0"

Draw = Callable[[Cell, Markup], Markup]


def register_cells(app: Flask) -> None:
    """Let templates draw the cells of a matrix."""
    app.jinja_env.globals.update(
        drawn_cells=DrawnCells, name_hole=NAME_HOLE, number_hole=NUMBER_HOLE, words_hole=WORDS_HOLE
    )


class DrawnCells:
    """Cells drawn by macros of the page, once for each that differs but in its certificate.

    ``words`` draws a cell round its tag, ``tag`` a state; ``link`` leads to a certificate and has
    the three holes; ``nothing`` is what a cell holds where nothing is asked.
    """

    def __init__(
        self, words: Draw, tag: Callable[[str], Markup], link: Markup, nothing: Markup
    ) -> None:
        self.words, self.tag = words, tag
        self.link, self.nothing = str(link), f"<td>{nothing}</td>"
        self.kept: dict[object, str] = {}

    def row(self, name: str, cells: Iterable[Cell | None]) -> Markup:
        """Return the cells of someone's row; a certificate's number is no markup."""
        link, kept, row = self.link.replace(NAME_HOLE, str(escape(name))), self.kept, []
        for cell in cells:
            if cell is None:
                row.append(self.nothing)
                continue
            state, on, until, number, due = cell
            shown = kept.get((state, on, until, due)) or self._made(cell)
            if number:
                filled = link.replace(NUMBER_HOLE, number)
                shown += filled.replace(WORDS_HOLE, format_number(number))
            row.append(f"{shown}</td>")
        return Markup("".join(row))  # noqa: S704 - drawn by macros, and the name is escaped

    def _made(self, cell: Cell) -> str:
        state = cell.state.value
        if state not in self.kept:
            self.kept[state] = self.tag(state)
        made = f"<td>{self.words(cell, Markup(self.kept[state]))}"  # noqa: S704 - a macro's
        self.kept[cell.state, cell.completed_on, cell.valid_until, cell.due_on] = made
        return made
