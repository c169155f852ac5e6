"""Statements by themselves: each lasts when it returns, and no lock is held between two."""

from flask import Flask
from sqlalchemy import text

from elearn.db import at_once, db

ADD = text("INSERT INTO archived_text (content_hash, what, slug, version, text, archived_at)"
           " VALUES (:hash, 'module', 'child-a', '1.0', '', '2026-11-23 10:00:00')")  # fmt: skip
COUNT = text("SELECT count(*) FROM archived_text")


def test_a_statement_lasts_without_a_commit(app: Flask) -> None:
    with app.app_context():
        with at_once() as connection:
            connection.execute(ADD, {"hash": "a" * 64})
        with db.engine.connect() as other:
            assert other.execute(COUNT).scalar_one() == 1


def test_no_lock_is_held_between_two_statements(app: Flask) -> None:
    with app.app_context(), at_once() as connection:
        assert connection.execute(COUNT).scalar_one() == 0
        connection.execute(ADD, {"hash": "a" * 64})
        with db.engine.begin() as writer:
            writer.execute(ADD, {"hash": "b" * 64})
        assert connection.execute(COUNT).scalar_one() == 2


def test_it_reads_while_another_holds_the_lock_to_write(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as writer:
        writer.execute(ADD, {"hash": "a" * 64})
        with at_once() as connection:
            assert connection.execute(COUNT).scalar_one() == 0
