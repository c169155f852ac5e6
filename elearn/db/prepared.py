"""Statements that nearly every request runs: compiled once, then given to the driver as they are.

What SQLAlchemy does at each execution, to find the compiled text and to make a context, a cursor
and a result, takes several times as long as the database takes to answer. These never change.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.orm import Session

from elearn.db.base import Model, ReadingSession, check_writing, in_read_only

CHUNK = 100  # rows
Convert = Callable[[Any], Any]
Turn = Callable[[Any], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Text:
    """A statement in the words of one kind of database, and how values go in and come out."""

    sql: str
    places: tuple[str, ...] | None
    fixed: Mapping[str, Any]
    inward: tuple[tuple[str, Convert], ...]
    outward: tuple[tuple[int, Convert], ...]
    row: Convert

    def values(self, given: Mapping[str, Any]) -> Any:
        """Return values as the driver takes them: in the order of their places, or by name."""
        values = {**self.fixed, **given}
        for name, convert in self.inward:
            values[name] = convert(values[name])
        return values if self.places is None else [values[name] for name in self.places]

    def rows(self, found: Iterable[Iterable[Any]]) -> list[Any]:
        """Return what was found as named tuples, with values as their columns have them."""
        if not self.outward:
            return list(map(self.row, found))
        rows = []
        for one in found:
            cells = list(one)
            for place, convert in self.outward:
                cells[place] = convert(cells[place])
            rows.append(self.row(cells))
        return rows


class Prepared:
    """A statement that is compiled once for each kind of database."""

    def __init__(self, statement: Any, *, postgresql: Any = None) -> None:
        """Take a statement, and what to run instead on PostgreSQL where the two must differ."""
        self._statements = {"postgresql": postgresql if postgresql is not None else statement}
        self._statement = statement
        self._texts: dict[str, Text] = {}

    def text(self, dialect: Dialect) -> Text:
        """Return the statement as this kind of database takes it."""
        text = self._texts.get(dialect.name)
        if text is None:
            statement = self._statements.get(dialect.name, self._statement)
            text = self._texts[dialect.name] = _compiled(statement, dialect)
        return text


class Driver:
    """A connection as its driver has it. What goes wrong on it is an error of the driver's own."""

    __slots__ = ("_connection", "_dialect", "_turn")

    def __init__(self, dialect: Dialect, connection: Any, turn: Turn = nullcontext) -> None:
        """Take a connection, and what each statement that writes waits for beforehand, if any."""
        self._dialect, self._connection, self._turn = dialect, connection, turn

    def rows(self, statement: Prepared, **values: Any) -> list[Any]:
        """Return what a query finds, as named tuples."""
        text = statement.text(self._dialect)
        return text.rows(self._connection.execute(text.sql, text.values(values)).fetchall())

    def stream(self, statement: Prepared, **values: Any) -> Iterator[tuple[Any, ...]]:
        """Return what a query finds, as the driver has it, while the database goes on looking.

        Until the last is taken, nothing else may be asked of the connection.
        """
        text, cursor = statement.text(self._dialect), self._connection.cursor()
        if self._dialect.name == "postgresql":
            found: Iterator[tuple[Any, ...]] = cursor.stream(
                text.sql, text.values(values), size=CHUNK
            )
            return found
        return iter(cursor.execute(text.sql, text.values(values)))

    def run(self, statement: Prepared, **values: Any) -> int:
        """Run a statement that writes; return how many rows it concerned.

        Raises WriteWhileReading where only reading was announced.
        """
        check_writing()
        text = statement.text(self._dialect)
        with self._turn(self._connection):
            return int(self._connection.execute(text.sql, text.values(values)).rowcount)

    def run_each(self, statement: Prepared, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a statement that writes once for each row of values; raises WriteWhileReading."""
        check_writing()
        text = statement.text(self._dialect)
        self._connection.cursor().executemany(text.sql, [text.values(row) for row in rows])

    def add_rows(
        self, model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Add rows to a table, their values in the order of these columns of it.

        PostgreSQL takes them as a stream. Raises WriteWhileReading.
        """
        check_writing()
        cursor, into = self._connection.cursor(), f"{model.__tablename__} ({', '.join(names)})"
        if self._dialect.name == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        types = (model.__table__.c[name].type.dialect_impl(self._dialect) for name in names)
        inward = [kind.bind_processor(self._dialect) or _as_it_is for kind in types]
        cursor.executemany(
            f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})",  # noqa: S608 - our names
            ([put(cell) for put, cell in zip(inward, row, strict=True)] for row in rows),
        )


def _as_it_is(value: Any) -> Any:
    return value


def driver_of(session: Session) -> Driver:
    """Return the driver of a session: what runs on it is part of the session's transaction.

    It runs past the session, so what is pending there is flushed first, as for any query. Where
    only reading was announced and the session has begun nothing, each statement runs by itself.
    """
    if in_read_only() and isinstance(session, ReadingSession) and not session.in_transaction():
        return Driver(*session.lend())
    if session.new or session.dirty or session.deleted:
        session.flush()
    known: tuple[Any, Driver | None] = session.info.get("driver", (None, None))
    began, driver = known
    if driver is None or began is not session.get_transaction():
        connection = session.connection()
        driver = Driver(connection.dialect, connection.connection.dbapi_connection)
        session.info["driver"] = session.get_transaction(), driver
    return driver


def _compiled(statement: Any, dialect: Dialect) -> Text:
    compiled = statement.compile(dialect=dialect)
    binds = compiled.binds.items()
    columns = tuple(getattr(statement, "selected_columns", ()))
    row = namedtuple("Row", (str(column.key) for column in columns), rename=True)  # type: ignore[misc]
    inward = ((n, b.type.dialect_impl(dialect).bind_processor(dialect)) for n, b in binds)
    outward = (
        (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for place, column in enumerate(columns)
    )
    return Text(
        sql=compiled.string,
        places=tuple(compiled.positiontup) if compiled.positional else None,
        fixed={name: bind.value for name, bind in binds if not bind.required},
        inward=tuple((name, convert) for name, convert in inward if convert),
        outward=tuple((place, convert) for place, convert in outward if convert),
        row=row._make if columns else tuple,
    )
