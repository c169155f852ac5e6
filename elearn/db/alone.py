"""Statements by themselves: each is a transaction of its own, over and lasting when it returns."""

from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection

from elearn.db.base import db

AT_ONCE = "at_once"


def at_once() -> AbstractContextManager[Connection]:
    """Give a connection on which nothing is begun and nothing has to be committed.

    For a request that asks or saves one thing, beside its session: on SQLite no lock is held
    between two statements, and on PostgreSQL none waits for ``BEGIN`` and ``COMMIT``. A session
    that has begun to write must not be open meanwhile: on SQLite the two would wait for each other.
    """
    return db.engines[AT_ONCE].connect()


def at_once_on(database_url: str, pool_size: int) -> dict[str, dict[str, Any]]:
    """Return what Flask-SQLAlchemy has to know of the connections that ``at_once`` gives."""
    options: dict[str, Any] = {"url": database_url, "pool_size": pool_size}
    if not database_url.startswith("sqlite"):  # whose connections are prepared in db/base.py
        options["isolation_level"] = "AUTOCOMMIT"
    return {AT_ONCE: options}
