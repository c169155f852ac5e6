"""Files to keep: written to a temporary file in constant memory, then sent from it."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from io import BufferedRandom
from itertools import chain
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

from flask import Response, request
from werkzeug.wsgi import wrap_file

from elearn.documents.spreadsheet import MIMETYPE, to_xlsx
from elearn.documents.tables import Table, csv_lines, header_line

BLOCK = 1 << 16  # bytes that are read and sent at a time: each costs a turn of the server


def csv_file(table: Table, name: str) -> Response:
    """Return a table as a CSV file to keep; all of it is read before the first byte goes out."""
    return kept_file(_encoded(csv_lines(table)), "text/csv", name)


def lines_file(
    headers: tuple[str, ...], parts: Iterable[tuple[int, str]], order: Iterable[int], name: str
) -> Response:
    """Return a CSV file of lines that are written already, with its headers.

    Its parts come with a key each, in any order, and go out in this one, from where they lie.
    """
    file = TemporaryFile()  # noqa: SIM115 - closed with the answer
    begins = array("q", [0, file.write(header_line(headers).encode())])  # of each part, and the end
    number: dict[int, int] = {}
    for key, text in parts:
        number[key] = len(number) + 1
        begins.append(begins[-1] + file.write(text.encode()))
    file.flush()
    places = (number[key] for key in order if key in number)
    return _attachment(file, _blocks(file, begins, chain([0], places)), "text/csv", name)


def xlsx_file(table: Table, name: str) -> Response:
    """Return a table as an Excel workbook to keep."""
    file = TemporaryFile()  # noqa: SIM115 - closed with the answer
    to_xlsx(table, file)
    return kept_file(file, MIMETYPE, name)


def kept_file(file: IO[bytes], mimetype: str, name: str) -> Response:
    """Return what was written to a temporary file, which goes when the answer was sent."""
    file.seek(0)
    return _attachment(file, wrap_file(request.environ, file, BLOCK), mimetype, name)


def _encoded(lines: Iterable[str]) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115 - closed with the answer
    file.writelines(line.encode() for line in lines)
    return file


def _blocks(file: BufferedRandom, begins: Sequence[int], parts: Iterable[int]) -> Iterator[bytes]:
    """Yield parts of a file, in this order, as blocks of some size; then close it."""
    with file:
        block = bytearray()
        for part in parts:
            file.raw.seek(begins[part])  # what is read ahead would not be wanted
            block += file.raw.read(begins[part + 1] - begins[part]) or b""
            if len(block) >= BLOCK:
                yield bytes(block)
                block.clear()
        yield bytes(block)


def _attachment(file: IO[bytes], body: Iterable[bytes], mimetype: str, name: str) -> Response:
    at = file.tell()
    length = file.seek(0, SEEK_END)
    file.seek(at)
    answer = Response(
        body,
        mimetype=mimetype,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(length),
        },
        direct_passthrough=True,
    )
    answer.call_on_close(file.close)
    return answer
