"""Files as spreadsheets write them, read into rows: encodings, separators, dates, cells."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from elearn.operations.imports.said import N_, CellFault, FileFault

CLEARED = "-"  # a cell that says: nothing, where an empty one says: as it is
LARGEST_FILE = 20 * 1024 * 1024
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, its cells as they stand, and their text by column.

    ``fault`` says what makes the row unreadable, if anything does.
    """

    line: int
    cells: tuple[str, ...]
    values: Mapping[str, str]
    fault: CellFault | None = None

    def text(self, column: str, longest: int = 120) -> str | None:
        """Return what a cell holds, None where it is empty, ``CLEARED`` where it says nothing."""
        value = self.values.get(column, "")
        if len(value) > longest:
            raise CellFault(N_("longer than %(most)s characters"), column, most=longest)
        return value or None

    def day(self, column: str) -> date | None:
        """Return the date in a cell, None where it is empty or cleared."""
        value = self.values.get(column, "")
        return None if value in {"", CLEARED} else day_from(column, value)

    def words(self) -> set[str]:
        """Return whatever stands between separators, in small letters, readable or not."""
        parts = (part for cell in self.cells for part in re.split(r"[,;\t\n\"]", cell))
        return {part.strip().lower() for part in parts} - {""}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as a table: its headers as written, and its rows in order."""

    headers: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(
    content: bytes, needed: tuple[str, ...], aliases: Mapping[str, str] | None = None
) -> Sheet:
    """Read a file into rows by the names of its columns; raises FileFault.

    UTF-8 with or without its mark, UTF-16 with its mark, and Windows-1252; commas, semicolons or
    tabs; the names of columns in any case.
    """
    if len(content) > LARGEST_FILE:
        raise FileFault(N_("The file is larger than %(most)s MB"), most=LARGEST_FILE // 1024**2)
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line + "\n" for line in text.split("\n")]
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise FileFault(N_("The file is empty"))
    records = _records(lines, max(",;\t", key=first.count))
    headers = next((cells for _, cells, _ in records if any(c.strip() for c in cells)), ())
    columns = tuple(_column(header, aliases or {}) for header in headers)
    missing = [name for name in needed if name not in columns]
    if missing:
        raise FileFault(
            N_("The first row must name the columns; missing: %(names)s"), names=", ".join(missing)
        )
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise FileFault(N_("These columns stand twice: %(names)s"), names=", ".join(twice))
    return Sheet(headers, columns, tuple(_rows(records, columns)))


def decoded(content: bytes) -> str:
    """Return a file's text, whichever of the usual encodings it is in."""
    marked = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileFault(N_("This is not a text file. Save the sheet as CSV and try again"))


def day_from(column: str, value: str) -> date:
    """Return the day that a cell names, as 2026-03-31 or 31/03/2026, or raise CellFault."""
    iso, british = _ISO.fullmatch(value), _DAY_FIRST.fullmatch(value)
    parts = iso.groups() if iso else british.groups()[::-1] if british else None
    try:
        if parts and 1900 <= int(parts[0]) <= 2200:
            return date(*map(int, parts))
    except ValueError:
        pass
    raise CellFault(
        N_("“%(value)s” is no date; write 2026-03-31 or 31/03/2026"), column, value=value[:40]
    )


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    """Yield the line, the cells, and whether they could be read; a broken row costs only itself."""
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True)
        read = 0
        try:
            for cells in reader:
                yield start + read + 1, tuple(cells), True
                read = reader.line_num
            return
        except csv.Error:
            start += read
            yield start + 1, (lines[start].rstrip("\n"),), False
            start += 1


def _rows(
    records: Iterator[tuple[int, tuple[str, ...], bool]], columns: tuple[str, ...]
) -> Iterator[Row]:
    for line, cells, readable in records:
        if not any(cell.strip() for cell in cells):
            continue
        fault = None if readable else CellFault(N_("the quotation marks in this row do not close"))
        if readable and len(cells) > len(columns) and any(cells[len(columns) :]):
            fault = CellFault(
                N_("%(cells)s cells under %(columns)s columns"),
                cells=len(cells),
                columns=len(columns),
            )
        shown = (*cells, *[""] * len(columns))[: len(columns)]
        values = {} if not readable else {
            name: _plain(cell) for name, cell in zip(columns, cells, strict=False) if name
        }  # fmt: skip
        yield Row(line, shown, values, fault)


def _plain(cell: str) -> str:
    """Return a cell's text; an apostrophe that we put before a formula ourselves goes again."""
    text = cell.strip().strip("\ufeff\u00a0").strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def _column(header: str, aliases: Mapping[str, str]) -> str:
    name = re.sub(r"[\s-]+", "_", header.strip().strip("\ufeff").lower())
    return aliases.get(name, name)
