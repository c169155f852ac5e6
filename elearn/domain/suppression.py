"""Suppression: which counts of a table are not shown, so that nobody is singled out.

A table counts people once in each row: rows are groups (services), columns are what they chose,
and a last row is all groups together. How many people a row holds is known. The rule:

1. A cell of fewer than five people, none included, is hidden.
2. What is hidden in a row, or in a column whose total is shown, is five people or more together;
   otherwise the next smallest cell of that row or column is hidden with it.
3. No hidden cell follows from those shown by adding and subtracting, along rows and columns one
   after the other: it always shares a closed ring of hidden cells, round which people could be
   moved without changing anything that is shown. Where there is no such ring, the ring that costs
   the fewest people is hidden.

Nothing tells which of the hidden cells was hidden for being small. The rule holds of what one
viewer sees at one time.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

FEWEST = 5

Cell = tuple[int, int]  # row and column


def hidden_cells(
    rows: Sequence[Sequence[int]], closed: Collection[int] = (), kept: int | None = None
) -> frozenset[Cell]:
    """Return the cells to hide; row ``len(rows)`` is that of all groups together.

    ``closed`` are rows of which nothing is shown; ``kept`` is a column whose cells are the last
    to be hidden beside others. Every row has the same two or more columns.
    """
    totals = [sum(column) for column in zip(*rows, strict=True)]
    table = [*rows, totals]
    hidden = {
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        if count < FEWEST or row in closed
    }
    while more := _thin(table, hidden, kept) or _open(table, hidden, kept):
        hidden |= more
    return frozenset(hidden)


def closed_groups(people: Mapping[str, int], closed: Collection[str] = ()) -> frozenset[str]:
    """Return the groups that are not shown apart: those under five people, and who guards them.

    Hidden groups are two or more and have five people or more together, so that the number of all
    tells of none of them. ``closed`` are hidden in any case.
    """
    shut = [name for name in people if name in closed]
    for name in sorted(people.keys() - closed, key=lambda name: (people[name], name)):
        together = sum(people[one] for one in shut)
        if people[name] >= FEWEST and (not shut or (len(shut) > 1 and together >= FEWEST)):
            break
        shut.append(name)
    return frozenset(shut)


def _lines(table: Sequence[Sequence[int]], hidden: Collection[Cell]) -> Iterator[list[Cell]]:
    """Yield the cells of every row and column whose sum is known, and is five or more."""
    last, columns = len(table) - 1, range(len(table[0]))
    for row, counts in enumerate(table):
        if sum(counts) >= FEWEST:
            yield [(row, column) for column in columns]
    for column in columns:
        if (last, column) not in hidden:
            yield [(row, column) for row in range(last)]


def _thin(table: Sequence[Sequence[int]], hidden: Collection[Cell], kept: int | None) -> set[Cell]:
    """Return a cell to hide beside those of a line that hide fewer than five people."""
    for line in _lines(table, hidden):
        inside = [cell for cell in line if cell in hidden]
        if inside and _people(table, inside) < FEWEST:
            shown = [cell for cell in line if cell not in hidden]
            return {min(shown, key=lambda cell: (_cost(table, [cell], kept), cell))}
    return set()


def _open(table: Sequence[Sequence[int]], hidden: Collection[Cell], kept: int | None) -> set[Cell]:
    """Return what closes the cheapest ring round a hidden cell that has none."""
    for row, column in bridges(hidden):
        rings = [
            {(row, beside), (other, column), (other, beside)} - set(hidden)
            for other in range(len(table))
            for beside in range(len(table[0]))
            if other != row and beside != column
        ]
        return min(rings, key=lambda ring: (_cost(table, ring, kept), sorted(ring)))
    return set()


def bridges(hidden: Iterable[Cell]) -> list[Cell]:
    """Return the cells that lie on no ring: the bridges of the graph of rows and columns."""
    joined: dict[Cell, list[Cell]] = {}
    for row, column in sorted(hidden):
        joined.setdefault((0, row), []).append((1, column))
        joined.setdefault((1, column), []).append((0, row))
    order: dict[Cell, int] = {}
    found: list[Cell] = []

    def visit(node: Cell, above: Cell | None) -> int:
        """Return the earliest node that can be reached from here without going back up."""
        order[node] = reach = len(order)
        for beside in joined[node]:
            if beside in order:
                reach = reach if beside == above else min(reach, order[beside])
                continue
            below = visit(beside, node)
            reach = min(reach, below)
            if below > order[node]:
                pair = dict((node, beside))
                found.append((pair[0], pair[1]))
        return reach

    for node in joined:
        if node not in order:
            visit(node, None)
    return found


def _cost(
    table: Sequence[Sequence[int]], cells: Collection[Cell], kept: int | None
) -> tuple[int, int]:
    """Return how much is lost by hiding cells: first those of the kept column, then people."""
    return sum(column == kept for _, column in cells), _people(table, cells)


def _people(table: Sequence[Sequence[int]], cells: Iterable[Cell]) -> int:
    return sum(table[row][column] for row, column in cells)
