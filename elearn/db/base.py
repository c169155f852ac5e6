"""The database connection: its conventions, its transactions, and the guard on history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from psycopg.pq import TransactionStatus
from sqlalchemy import DateTime, Dialect, Engine, MetaData, TypeDecorator, event, inspect, make_url
from sqlalchemy.orm import (
    DeclarativeBase,
    ORMExecuteState,
    Session,
    UOWTransaction,
    registry,
)
from sqlalchemy.pool import Pool, PoolProxiedConnection

from elearn.db.writing import WriteQueue, queue_for

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


AT_ONCE = "at_once"  # the connections on which each statement is a transaction of its own


class HistoryRewritten(RuntimeError):
    """Code tried to change or delete a fact that is never rewritten."""


class WriteWhileReading(RuntimeError):
    """Code tried to write where only reading was announced."""


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, aware on the way in and on the way out, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store an aware moment as UTC; a naive one is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment as an aware UTC time."""
        if value is None:
            return None
        found: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return found.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table shares."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: Instant}
    )


class Lasting:
    """A table of facts: rows are added, never changed or deleted."""

    def is_settled(self) -> bool:
        """Tell whether this row may no longer change."""
        return True


class LastingOnceSubmitted(Lasting):
    """A table whose rows may change until their ``submitted_at`` is set and stored."""

    def is_settled(self) -> bool:
        """Tell whether the stored row was submitted before this change."""
        history = inspect(self).attrs.submitted_at.history
        before = history.deleted or history.unchanged
        return bool(before and before[0] is not None)


class ReadingSession(FlaskSession):
    """A session that lends a connection to statements that only read, each by itself.

    A page that asks nothing else begins no transaction, and makes none of what the session needs
    for one.
    """

    _lent: tuple[PoolProxiedConnection, Dialect] | None = None

    def lend(self) -> tuple[Dialect, Any]:
        """Return the connection as its driver has it, the same until the session is closed."""
        if self._lent is None:
            engine = db.engines[AT_ONCE]
            self._lent = engine.raw_connection(), engine.dialect
        held, dialect = self._lent
        return dialect, held.dbapi_connection

    def close(self) -> None:
        """Give the connection back, unless it broke or is at work still, and close."""
        if self._lent is not None:
            held, self._lent = self._lent[0], None
            if not _is_idle(held.dbapi_connection):
                held.invalidate()
            held.close()
        super().close()


def _is_idle(connection: Any) -> bool:
    """Tell whether a connection can be lent again.

    One of PostgreSQL on which a query was read in part is busy until the rest is.
    """
    busy = getattr(connection, "pgconn", None)
    return busy is None or busy.transaction_status == TransactionStatus.IDLE


class Database(SQLAlchemy):
    """The database, whose transactions begin as reading or writing from the start."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Any) -> Engine:
        options = {**options, "pool_use_lifo": True}  # what was used last knows most by heart
        if make_url(options["url"]).get_backend_name() != "sqlite":  # see _prepare_sqlite for that
            options["isolation_level"] = "AUTOCOMMIT"
        engine = super()._make_engine(bind_key, options, app)
        # The dialect's own places for it: a listener would be asked about at every statement.
        dialect: Any = engine.dialect
        if dialect.name == "sqlite":
            queue = dialect.write_queue = queue_for(engine)
            dialect.do_commit, dialect.do_rollback = queue.commit, queue.rollback
        if bind_key is None:
            sqlite = dialect.name == "sqlite"
            dialect.do_begin = partial(_begin_sqlite, queue) if sqlite else _begin_postgresql
        return engine

    def close_connections(self) -> None:
        """Close every connection of this app that is not in use."""
        for engine in self.engines.values():
            engine.dispose()


def _begin_sqlite(queue: WriteQueue, connection: PoolProxiedConnection) -> None:
    """Take the write lock at once where writing may follow, so that two writers queue."""
    if in_read_only():
        connection.cursor().execute("BEGIN")
    else:
        queue.begin(connection)


def _begin_postgresql(connection: PoolProxiedConnection) -> None:
    """Begin only where writing may follow: each statement that reads sees its own moment anyway.

    That is so with a transaction too (READ COMMITTED); its BEGIN and ROLLBACK would be two ways to
    the server and back for nothing.
    """
    if not in_read_only():
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        cursor.close()


db = Database(model_class=Base, session_options={"class_": ReadingSession})
migrate = Migrate()

if TYPE_CHECKING:

    class Model(Base):
        """A table."""

        __abstract__ = True
else:
    Model = db.Model

_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def read_only() -> Iterator[None]:
    """Announce that only reading follows: on SQLite no write lock is taken, and a write fails."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def in_read_only() -> bool:
    """Tell whether only reading was announced."""
    return _reading.get()


def check_writing() -> None:
    """Raise WriteWhileReading where only reading was announced."""
    if in_read_only():
        raise WriteWhileReading("a page that is only read may not write")


@event.listens_for(Pool, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Make SQLite durable and strict: write-ahead log, foreign keys."""
    if type(connection).__module__.partition(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # transactions are begun by _begin_sqlite
    for setting in (
        "journal_mode=WAL",
        "synchronous=NORMAL",  # and WriteQueue syncs the log before a commit returns
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",  # KiB: the rows of a team lie all over a large file
    ):
        connection.execute(f"PRAGMA {setting}")


@event.listens_for(Session, "before_flush")
def _guard_history(session: Session, _context: UOWTransaction, _instances: object) -> None:
    if session.new or session.dirty or session.deleted:
        check_writing()
    for fact in session.deleted:
        if isinstance(fact, Lasting):
            raise HistoryRewritten(f"{type(fact).__name__} rows are never deleted")
    for fact in session.dirty:
        if isinstance(fact, Lasting) and session.is_modified(fact) and fact.is_settled():
            raise HistoryRewritten(f"{type(fact).__name__} rows are never changed")


@event.listens_for(Session, "do_orm_execute")
def _guard_bulk_history(state: ORMExecuteState) -> None:
    """Refuse what does not pass through a flush: statements that write, and that rewrite facts."""
    if state.is_insert or state.is_update or state.is_delete:
        check_writing()
    if not (state.is_update or state.is_delete):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Lasting):
        raise HistoryRewritten(f"{mapper.class_.__name__} rows are never rewritten")
