"""Reports as data: headers and rows, and the same rows as CSV."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

Cell = str | int | float | Decimal | bool | date | datetime | None

BOM = "\ufeff"
"""Written first, so that spreadsheets read the letters as UTF-8."""

END = "\r\n"  # of a line, as RFC 4180 has it; a cell with one of the two is quoted

_RUNS = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠]|\s*[\t\r\n]")
"""What makes a spreadsheet run a cell, or cut it off: full-width signs count, spaces hide none."""


_QUOTED = re.compile(r'["\r\n]')
"""What has to stand between quotation marks beside a comma."""


@dataclass(frozen=True, slots=True)
class Table:
    """A report: its headers, and rows of as many cells. Rows may be a one-way stream."""

    headers: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def to_csv(table: Table) -> bytes:
    """Return a table as RFC 4180 CSV in UTF-8 with a byte order mark and defused cells.

    Raises ValueError for a row that has more or fewer cells than there are headers.
    """
    return "".join(csv_lines(table)).encode()


def csv_lines(table: Table) -> Iterator[str]:
    """Yield what ``to_csv`` returns, a row at a time, so that a long report can be streamed."""
    yield header_line(table.headers)
    for row in table.rows:
        if len(row) != len(table.headers):
            raise ValueError(f"{len(row)} cells under {len(table.headers)} headers: {row!r}")
        yield encoded(row) + END


def header_line(headers: tuple[str, ...]) -> str:
    """Return the first line of a CSV file, with the byte order mark before it."""
    return BOM + encoded(headers) + END


def encoded(cells: tuple[Cell, ...]) -> str:
    """Return cells as a line of CSV without its end, or as a part of one."""
    texts = [cell_text(cell) for cell in cells]
    plain = ",".join(texts)
    if plain.count(",") == len(texts) - 1 > 0 and not _QUOTED.search(plain):
        return plain
    line = StringIO()
    csv.writer(line, lineterminator=END).writerow(texts)
    return line.getvalue().removesuffix(END)


def cell_text(cell: Cell) -> str:
    """Return a cell as a spreadsheet may safely read it: ISO dates, nothing that runs.

    A text that could start a formula gets an apostrophe before it; a number stays a number.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):  # first: most cells are texts
        return defused(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def defused(text: str) -> str:
    """Return a text with an apostrophe before it if a spreadsheet could run it."""
    return f"'{text}" if not text[:1].isalnum() and _RUNS.match(text) else text
