"""SQLite as we open it: durable, and strict about foreign keys."""

import pytest
from flask import Flask

from elearn.db import db, read_only

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True, scope="session")

# What NORMAL leaves to be synced after a commit is synced by the queue: see test_writing.py.
SETTINGS = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 10000}


@pytest.mark.parametrize(("name", "value"), SETTINGS.items())
def test_a_connection_is_durable_and_strict(app: Flask, name: str, value: object) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value


def test_a_reader_does_not_wait_for_a_writer(app: Flask, people: dict[str, int]) -> None:
    count = "SELECT count(*) FROM person"
    with app.app_context(), db.engine.begin() as writer:
        writer.exec_driver_sql("UPDATE person SET active = 0")
        with read_only(), db.engine.connect() as reader:
            assert reader.exec_driver_sql(count).scalar() == len(people)


def test_a_writer_holds_the_lock_from_its_start(app: Flask) -> None:
    with app.app_context(), db.engine.begin(), db.engine.connect() as second:
        raw = second.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(Exception, match="locked"):
            second.exec_driver_sql("SELECT 1")
        raw.execute("PRAGMA busy_timeout = 10000")
