"""Reports as CSV: letters, dates and line ends survive; nothing runs."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.documents.tables import Cell, Table, cell_text, csv_lines, encoded, to_csv


def read(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV as a spreadsheet reads them."""
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def one(cell: Cell) -> str:
    """Return how a single cell reads back."""
    return read(to_csv(Table(("Header",), [(cell,)])))[1][0]


def test_a_csv_starts_with_a_byte_order_mark_and_ends_lines_with_crlf() -> None:
    data = to_csv(Table(("Name", "Minutes"), [("Siân Ŵyn", 85)]))
    assert data == "\ufeffName,Minutes\r\nSiân Ŵyn,85\r\n".encode()


def test_a_table_without_rows_is_its_headers() -> None:
    assert read(to_csv(Table(("Name", "Minutes"), ()))) == [["Name", "Minutes"]]


def test_dates_are_iso_and_nothing_is_empty() -> None:
    assert one(date(2026, 3, 4)) == "2026-03-04"
    assert one(datetime(2026, 3, 4, 9, 30, tzinfo=UTC)) == "2026-03-04T09:30:00+00:00"
    assert one(None) == ""


def test_yes_and_no_are_words() -> None:
    assert (one(True), one(False)) == ("yes", "no")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0", " \n "])
def test_a_cell_that_could_run_is_defused(sign: str, before: str) -> None:
    text = f"{before}{sign}cmd|' /C calc'!A0"
    assert one(text) == f"'{text}"


def test_a_header_that_could_run_is_defused() -> None:
    assert read(to_csv(Table(("=1+1",), ())))[0] == ["'=1+1"]


def test_a_number_below_zero_stays_a_number_and_the_same_as_text_is_defused() -> None:
    assert (one(-5), one(-0.5), one(Decimal("-1.25"))) == ("-5", "-0.5", "-1.25")
    assert one("-5") == "'-5"


def test_ordinary_text_is_left_alone() -> None:
    for text in ("O’Brien", "a=b", "1-2", "user@example.org", " leading", "'quoted'"):
        assert one(text) == text


def test_commas_quotes_and_line_ends_inside_a_cell_are_quoted() -> None:
    data = to_csv(Table(("A", "B"), [('He said "no", twice', "two\nlines"), ("c\r\nd", "e\rf")]))
    assert b'"He said ""no"", twice","two\nlines"\r\n' in data
    assert read(data)[1:] == [['He said "no", twice', "two\nlines"], ["c\r\nd", "e\rf"]]


def test_a_row_of_the_wrong_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headers"):
        to_csv(Table(("A", "B"), [("only",)]))


def test_rows_are_streamed_one_at_a_time() -> None:
    asked: list[int] = []

    def rows() -> object:
        for number in range(3):
            asked.append(number)
            yield (number,)

    lines = csv_lines(Table(("N",), rows()))  # type: ignore[arg-type]
    assert next(lines) == "\ufeffN\r\n"
    assert asked == []
    assert next(lines) == "0\r\n"
    assert asked == [0]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_any_text_reads_back_but_for_the_apostrophe(rows: list[tuple[str, str]]) -> None:
    back = read(to_csv(Table(("A", "B"), rows)))[1:]
    assert len(back) == len(rows)
    for row, original in zip(back, rows, strict=True):
        for text, cell in zip(row, original, strict=True):
            assert text in {cell, f"'{cell}"}
            assert not text.lstrip().startswith(tuple("=+-@"))


@given(st.lists(cells | st.sampled_from(["", "plain", 'a "b"', "a,b", "a\rb", "a\nb"]), max_size=4))
def test_a_line_is_what_the_csv_writer_makes_of_it(row: list[str]) -> None:
    line = StringIO()
    csv.writer(line).writerow([cell_text(cell) for cell in row])
    assert encoded(tuple(row)) + "\r\n" == line.getvalue()
