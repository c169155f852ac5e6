"""The cells of a matrix as HTML: a page has a thousand, and what they share is made once."""

from collections.abc import Iterable

from elearn.domain.certification import format_number
from elearn.operations.team_cells import Cell
from elearn.web.kept import Html, Parts, joined

PARTS = "team/_matrix.html"
NUMBER, WORDS = Html("\0number\0"), Html("\0words\0")  # no name holds a NUL character


class Cells:
    """The cells of a page, made of parts: one for each that differs but in its certificate."""

    def __init__(self) -> None:
        self._parts = Parts(PARTS)
        self._nothing = self._parts.make("nothing", own={}, facts=dict)
        self._made: dict[object, str] = {}

    def row(self, name: Html, cells: Iterable[Cell | None]) -> Html:
        """Return the cells of someone's row; a certificate's number is no markup."""
        before, between, after = self._link(name)
        made, row = self._made, []
        for cell in cells:
            if cell is None:
                row.append(self._nothing)
                continue
            state, on, until, number, due = cell
            words = made.get((state, on, until, due)) or self._make(cell)
            link = f"{before}{number}{between}{format_number(number)}{after}" if number else ""
            row.append(Html(f"<td>{words}{link}</td>"))
        return joined(row)

    def _make(self, cell: Cell) -> str:
        which = cell.state, cell.completed_on, cell.valid_until, cell.due_on
        year = cell.completed_on.year if cell.completed_on else None  # which has some 250 days
        made = Parts(PARTS, year).make("words", *which, own={}, facts=lambda: {"cell": cell})
        self._made[which] = made
        return made

    def _link(self, name: Html) -> tuple[str, str, str]:
        """Return the link to a certificate of someone's, in three, round its number and words."""
        own = {"name": name, "number": NUMBER, "words": WORDS}
        link = self._parts.make("certificate", own=own, facts=dict)
        before, _, rest = link.partition(NUMBER)
        between, _, after = rest.partition(WORDS)
        return before, between, after
