"""Files to keep: written to a temporary file in constant memory, then sent from it."""

from collections.abc import Iterable
from itertools import chain
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

from flask import Response, request
from werkzeug.wsgi import wrap_file

from elearn.documents.spreadsheet import MIMETYPE, to_xlsx
from elearn.documents.tables import Table, csv_lines, header_line


def csv_file(table: Table, name: str) -> Response:
    """Return a table as a CSV file to keep; all of it is read before the first byte goes out."""
    return kept_file(_encoded(csv_lines(table)), "text/csv", name)


def lines_file(headers: tuple[str, ...], lines: Iterable[str], name: str) -> Response:
    """Return a CSV file whose lines are written already, with its headers."""
    return kept_file(_encoded(chain([header_line(headers)], lines)), "text/csv", name)


def xlsx_file(table: Table, name: str) -> Response:
    """Return a table as an Excel workbook to keep."""
    file = TemporaryFile()  # noqa: SIM115 - closed with the answer
    to_xlsx(table, file)
    return kept_file(file, MIMETYPE, name)


def _encoded(lines: Iterable[str]) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115 - closed with the answer
    file.writelines(line.encode() for line in lines)
    return file


def kept_file(file: IO[bytes], mimetype: str, name: str) -> Response:
    """Return what was written to a temporary file, which goes when the answer was sent."""
    length = file.seek(0, SEEK_END)
    file.seek(0)
    answer = Response(
        wrap_file(request.environ, file),
        mimetype=mimetype,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(length),
        },
        direct_passthrough=True,
    )
    answer.call_on_close(file.close)
    return answer
