"""Reports as Excel workbooks: the rows of a table, written one by one in constant memory."""

from datetime import date, datetime
from decimal import Decimal
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from elearn.documents.tables import Cell, Table

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576  # of a sheet, with its headers
OPTIONS = {"constant_memory": True, "in_memory": False}


class TooManyRows(ValueError):
    """A table that is longer than a sheet can be."""


def to_xlsx(table: Table, file: IO[bytes]) -> None:
    """Write a table as a workbook of one sheet: dates are dates, numbers numbers, texts texts.

    A text is never a formula or a link, whatever it begins with. Raises TooManyRows.
    """
    with Workbook(file, OPTIONS) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(table.headers) - 1, 18)
        for column, header in enumerate(table.headers):
            sheet.write_string(0, column, header, bold)
        for place, row in enumerate(table.rows, start=1):
            if place >= MOST_ROWS:
                raise TooManyRows(f"more than {MOST_ROWS - 1} rows")
            for column, cell in enumerate(row):
                _write(sheet, place, column, cell, day)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, day: Format) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_string(row, column, "yes" if cell else "no")
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_string(row, column, cell.isoformat())
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, cell)
