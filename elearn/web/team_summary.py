"""The figures of a dashboard as rows: each unit by each requirement, as they stand on the page."""

from collections.abc import Iterator

from elearn.documents.tables import Cell, Table
from elearn.domain.marking import percentage
from elearn.domain.standing import Compliance, Standing
from elearn.operations.dashboards import Dashboard, Line
from elearn.web.wording import gettext

WORDS = (Standing.OVERDUE, Standing.EXPIRED, Standing.EXPIRING, Standing.DUE_SOON,
         Standing.IN_PROGRESS, Standing.NOT_STARTED, Standing.EXEMPT, Standing.PAUSED)  # fmt: skip
HEADERS = ("as_at", "unit_code", "unit", "requirement", "compliance_percent", "complete",
           "applies_to", *(word.value for word in WORDS))  # fmt: skip
ALL = ""  # in the column of requirements: all of them


def summary_table(board: Dashboard) -> Table:
    """Return a dashboard as rows: everyone first, then each part; all requirements, then each.

    ``compliance_percent`` is a whole number as on the page, empty where it applies to nobody.
    ``complete`` counts those whose completion expires soon too, as the percentage does.
    """
    return Table(HEADERS, _rows(board))


def part_name(part: Line) -> str:
    """Return what a part is called: a unit, or the people of the unit itself."""
    return part.name if part.code else gettext("%(unit)s itself", unit=part.name)


def _rows(board: Dashboard) -> Iterator[tuple[Cell, ...]]:
    everyone = gettext("All your units")
    name, code = (board.unit.name, board.unit.code) if board.unit else (everyone, None)
    yield _row(board, code, name, ALL, board.total.compliance)
    for line in board.requirements:
        yield _row(board, code, name, line.name, line.compliance)
    for part in board.parts:
        yield from _part(board, part)


def _part(board: Dashboard, part: Line) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a part; that of the people of the unit itself has no code."""
    name = part_name(part)
    yield _row(board, part.code, name, ALL, part.compliance)
    for line in board.requirements:
        cell = board.cells.get((line.key, part.key))
        if cell:
            yield _row(board, part.code, name, line.name, cell)


def _row(
    board: Dashboard, code: str | None, unit: str, requirement: str, at: Compliance
) -> tuple[Cell, ...]:
    return (
        board.day, code, unit, requirement,
        None if at.share is None else percentage(at.share), at.compliant, at.applies,
        *(at.counts.get(word, 0) for word in WORDS),
    )  # fmt: skip
