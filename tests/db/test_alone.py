"""Statements by themselves: each lasts when it returns, and no lock is held between two."""

import pytest
from flask import Flask
from sqlalchemy import text

from elearn.db import Driver, Prepared, at_once, db

ADD = text("INSERT INTO archived_text (content_hash, what, slug, version, text, archived_at)"
           " VALUES (:hash, 'module', 'child-a', '1.0', '', '2026-11-23 10:00:00')")  # fmt: skip
COUNT = text("SELECT count(*) FROM archived_text")
ADD_ALONE, COUNT_ALONE = Prepared(ADD), Prepared(COUNT)


def count(driver: Driver) -> int:
    return int(driver.rows(COUNT_ALONE)[0][0])


def break_off(driver: Driver) -> None:
    driver._connection.close()
    count(driver)


def fail(driver: Driver, seen: set[int]) -> None:
    seen.add(id(driver._connection))
    raise KeyError


def test_a_statement_lasts_without_a_commit(app: Flask) -> None:
    with app.app_context():
        with at_once() as driver:
            assert driver.run(ADD_ALONE, hash="a" * 64) == 1
        with db.engine.connect() as other:
            assert other.execute(COUNT).scalar_one() == 1


def test_no_lock_is_held_between_two_statements(app: Flask) -> None:
    with app.app_context(), at_once() as driver:
        assert count(driver) == 0
        driver.run(ADD_ALONE, hash="a" * 64)
        with db.engine.begin() as writer:
            writer.execute(ADD, {"hash": "b" * 64})
        assert count(driver) == 2


def test_it_reads_while_another_holds_the_lock_to_write(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as writer:
        writer.execute(ADD, {"hash": "a" * 64})
        with at_once() as driver:
            assert count(driver) == 0


def test_a_connection_that_broke_is_not_used_again(app: Flask) -> None:
    with app.app_context():
        engine = db.engines["at_once"]
        with at_once() as driver:
            assert count(driver) == 0
        with pytest.raises(engine.dialect.loaded_dbapi.Error), at_once() as driver:
            break_off(driver)
        with at_once() as driver:
            assert count(driver) == 0


def test_a_fault_of_the_request_itself_costs_no_connection(app: Flask) -> None:
    with app.app_context():
        seen: set[int] = set()
        for _ in range(2):
            with pytest.raises(KeyError), at_once() as driver:
                fail(driver, seen)
        assert len(seen) == 1
