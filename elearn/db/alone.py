"""Statements by themselves: each is a transaction of its own, over and lasting when it returns."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from elearn.db.base import db, no_transaction


@contextmanager
def at_once() -> Iterator[Connection]:
    """Give a connection on which nothing is begun and nothing has to be committed.

    For a request that asks or saves one thing, beside its session: on SQLite no lock is held
    between two statements, and on PostgreSQL none waits for ``BEGIN`` and ``COMMIT``. A session
    that has begun to write must not be open meanwhile: on SQLite the two would wait for each other.
    """
    with no_transaction(), db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection
