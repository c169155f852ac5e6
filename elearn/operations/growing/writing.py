"""Rows written in bulk: by COPY on PostgreSQL, elsewhere by one statement for many."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Table, func, insert, select, text

from elearn.db import Model

Row = dict[str, Any]


def write(connection: Connection, table: str, rows: Sequence[Row]) -> None:
    """Add rows that all have the same columns."""
    if not rows:
        return
    into = Model.metadata.tables[table]
    if connection.dialect.name == "postgresql":
        _copy(connection, into, rows)
    else:
        connection.execute(insert(into), rows)


def settle_sequences(connection: Connection) -> None:
    """Let PostgreSQL give out the ids after those that were written."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("unit", "person", "completion"):
        column = Model.metadata.tables[table].c.id
        last = connection.scalar(select(func.max(column)))
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table, "id"), last)))


def analyse(connection: Connection, tables: Sequence[str]) -> None:
    """Let the database look at what these tables hold now.

    Never at those still to be filled: SQLite would take them for small, and read them whole.
    """
    for table in tables:
        connection.execute(text(f'ANALYZE "{table}"'))


def _copy(connection: Connection, into: Table, rows: Sequence[Row]) -> None:
    names = list(rows[0])
    as_json = [isinstance(into.c[name].type, JSON) for name in names]
    cursor: Any = connection.connection.cursor()
    columns = ", ".join(f'"{name}"' for name in names)
    with cursor.copy(f'COPY "{into.name}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            values = zip(row.values(), as_json, strict=True)
            copy.write_row([
                json.dumps(value) if dump and value is not None else value
                for value, dump in values
            ])  # fmt: skip
    cursor.close()
