"""No count under five is shown, and none can be worked out from what is shown."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from elearn.domain.suppression import FEWEST, Cell, bridges, closed_groups, hidden_cells

Table = Sequence[Sequence[int]]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[int]], frozenset[int], int | None]:
    """Draw up to six groups, each with its counts of two to five choices, some of them closed."""
    columns = draw(st.integers(2, 5))
    count = st.one_of(st.integers(0, 9), st.integers(0, 60))
    rows = draw(st.lists(st.lists(count, min_size=columns, max_size=columns), min_size=1,
                         max_size=6))  # fmt: skip
    small = {row for row, counts in enumerate(rows) if sum(counts) < FEWEST}
    closed = frozenset(small | draw(st.sets(st.sampled_from(range(len(rows))), max_size=2)))
    return rows, closed, draw(st.none() | st.integers(0, columns - 1))


def with_all(rows: Table) -> list[list[int]]:
    return [*map(list, rows), [sum(column) for column in zip(*rows, strict=True)]]


def derived(rows: Table, hidden: frozenset[Cell]) -> set[Cell]:
    """Return the hidden cells that follow from the rest, by solving all equations exactly.

    The unknowns are the hidden cells; each row's sum is known, and each column's parts are its
    total. A cell is known when the reduced equations leave it alone in one of them.
    """
    unknown = sorted(hidden)
    last, columns = len(rows), len(rows[0])
    lines = [[(row, column) for column in range(columns)] for row in range(last + 1)]
    lines += [[(row, column) for row in range(last + 1)] for column in range(columns)]
    matrix = []
    for line in lines:
        signs = {c: -1 if c[0] == last and len({d[1] for d in line}) == 1 else 1 for c in line}
        matrix.append([Fraction(signs.get(cell, 0)) for cell in unknown])
    return {unknown[row.index(Fraction(1))] for row in reduced(matrix) if sum(map(bool, row)) == 1}


def reduced(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return a matrix in reduced row echelon form."""
    done: list[list[Fraction]] = []
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((row for row in matrix if row[column]), None)
        if pivot is None:
            continue
        matrix.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        for group in (done, matrix):
            group[:] = [
                [a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in group
            ]
        done.append(pivot)
    return done


@settings(max_examples=120, deadline=None)
@given(tables())
@example(([[16, 3, 1]], frozenset(), 0))
@example(([[20, 9], [20, 3]], frozenset(), None))
def test_nothing_hidden_follows_from_what_is_shown(
    drawn: tuple[list[list[int]], frozenset[int], int | None],
) -> None:
    rows, closed, kept = drawn
    hidden, table = hidden_cells(rows, closed, kept), with_all(rows)
    for row, column in product(range(len(table)), range(len(rows[0]))):
        if table[row][column] < FEWEST or row in closed:
            assert (row, column) in hidden
    assert derived(rows, hidden) == set()


@settings(max_examples=120, deadline=None)
@given(tables())
def test_what_a_line_hides_is_nobody_or_five_people(
    drawn: tuple[list[list[int]], frozenset[int], int | None],
) -> None:
    rows, closed, kept = drawn
    hidden, table = hidden_cells(rows, closed, kept), with_all(rows)
    last = len(rows)
    lines = [[(row, column) for column in range(len(rows[0]))]
             for row in range(len(table)) if sum(table[row]) >= FEWEST]  # fmt: skip
    lines += [[(row, column) for row in range(last)]
              for column in range(len(rows[0])) if (last, column) not in hidden]  # fmt: skip
    for line in lines:
        inside = [table[row][column] for row, column in line if (row, column) in hidden]
        assert not inside or sum(inside) >= FEWEST


@pytest.mark.parametrize("kept", [None, 0, 1])
@pytest.mark.parametrize("columns", [2, 3, 4])
def test_each_hidden_choice_of_one_group_could_be_several_numbers(
    columns: int, kept: int | None
) -> None:
    """Every way in which 12 people can choose is tried: equal pages never mean one way only."""
    pages: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
    for counts in product(range(13), repeat=columns):
        if sum(counts) == 12:
            hidden = hidden_cells([counts], (), kept)
            page = tuple(None if (1, at) in hidden else c for at, c in enumerate(counts))
            pages.setdefault(page, []).append(counts)
    for page, ways in pages.items():
        for at, shown in enumerate(page):
            if shown is None:
                assert len({way[at] for way in ways}) > 1, (page, ways)


def test_a_small_cell_takes_the_next_smallest_with_it() -> None:
    assert hidden_cells([[25, 9, 6, 0]]) == {(row, at) for row in (0, 1) for at in (2, 3)}
    assert hidden_cells([[25, 9, 6, 7]]) == frozenset()
    assert len(hidden_cells([[20, 1]])) == 4


def test_what_is_to_be_kept_is_hidden_last() -> None:
    assert (0, 0) in hidden_cells([[6, 9, 1]])
    assert hidden_cells([[6, 9, 1]], kept=0) == {(row, at) for row in (0, 1) for at in (1, 2)}
    assert len(hidden_cells([[6, 1]], kept=0)) == 4


def test_one_small_service_hides_the_same_choices_of_another() -> None:
    hidden = hidden_cells([[20, 10], [18, 3], [30, 30]])
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_ring_is_no_bridge_and_what_hangs_on_it_is() -> None:
    ring = {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert bridges(ring) == []
    assert bridges(ring | {(2, 0)}) == [(2, 0)]
    assert sorted(bridges({(0, 0), (1, 0), (1, 1)})) == [(0, 0), (1, 0), (1, 1)]


@pytest.mark.parametrize(
    ("people", "before", "closed"),
    [
        ({"a": 9, "b": 8}, "", ""),
        ({"a": 9, "b": 4}, "", "ab"),
        ({"a": 9, "b": 4, "c": 7}, "", "bc"),
        ({"a": 9, "b": 4, "c": 7}, "a", "ab"),
        ({"a": 9, "b": 8, "c": 7}, "a", "ac"),
        ({"a": 9, "b": 8, "c": 7}, "xab", "ab"),
        ({"a": 9, "b": 3, "c": 2}, "", "bc"),
        ({"a": 9, "b": 2, "c": 2}, "", "abc"),
        ({"a": 3}, "", "a"),
        ({"a": 30}, "", ""),
        ({}, "", ""),
    ],
)
def test_groups_under_five_are_not_shown_nor_left_over(
    people: dict[str, int], before: str, closed: str
) -> None:
    assert closed_groups(people, set(before)) == set(closed)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 30), max_size=8),
       st.sets(st.sampled_from("abcdefgh"), max_size=3))  # fmt: skip
def test_groups_not_shown_are_none_or_several_of_five_together(
    people: dict[str, int], before: set[str]
) -> None:
    closed = closed_groups(people, before)
    assert before & people.keys() <= closed
    assert all(people[name] >= FEWEST for name in people.keys() - closed)
    if closed and len(people) > 1:
        assert len(closed) > 1
        assert sum(people[name] for name in closed) >= min(FEWEST, sum(people.values()))
