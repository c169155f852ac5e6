"""Statements by themselves: each is a transaction of its own, over and lasting when it returns."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from elearn.db.base import AT_ONCE, db
from elearn.db.prepared import Driver
from elearn.db.writing import WriteQueue


@contextmanager
def at_once() -> Iterator[Driver]:
    """Give a connection on which nothing is begun and nothing has to be committed.

    For a request that asks or saves one thing, beside its session: on SQLite no lock is held
    between two statements, and on PostgreSQL none waits for ``BEGIN`` and ``COMMIT``. A session
    that has begun to write must not be open meanwhile: on SQLite the two would wait for each other.
    """
    engine = db.engines[AT_ONCE]
    held = engine.raw_connection()
    try:
        queue: WriteQueue | None = getattr(engine.dialect, "write_queue", None)
        turn = queue.turn if queue else nullcontext
        yield Driver(engine.dialect, held.dbapi_connection, turn)
    except engine.dialect.loaded_dbapi.Error as error:
        held.invalidate(error)  # the server may have gone: another request gets another
        raise
    finally:
        held.close()


def at_once_on(database_url: str, pool_size: int) -> dict[str, dict[str, Any]]:
    """Return what Flask-SQLAlchemy has to know of the connections that ``at_once`` gives."""
    reset = None  # nothing is open when a connection comes back
    return {AT_ONCE: {"url": database_url, "pool_size": pool_size, "pool_reset_on_return": reset}}
