"""Writers on SQLite queue: whoever waits goes on when it can, and nobody leaves the queue shut."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from elearn.db import Prepared, at_once, db, let_others, read_only
from elearn.db import writing as writing_module

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True, scope="session")

ADD = text("INSERT INTO archived_text (content_hash, what, slug, version, text, archived_at)"
           " VALUES (:hash, 'module', 'child-a', '1.0', '', '2026-11-23 10:00:00')")  # fmt: skip
ADD_ALONE, COUNT = Prepared(ADD), text("SELECT count(*) FROM archived_text")
HOLD = """
import fcntl, sys
file = open(sys.argv[1], "ab")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_process(app: Flask) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that holds the queue of the database until it is told, or ends."""
    with app.app_context():
        queue = Path(f"{db.engine.url.database}-queue")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(queue)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()


def write(app: Flask, key: str) -> int:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(ADD, {"hash": key * 64})
        return int(connection.execute(COUNT).scalar_one())


def rows(app: Flask) -> int:
    with app.app_context(), read_only(), db.engine.connect() as connection:
        return int(connection.execute(COUNT).scalar_one())


def write_at_once(app: Flask, key: str) -> int:
    with app.app_context(), at_once() as driver:
        return driver.run(ADD_ALONE, hash=key * 64)


@pytest.mark.parametrize("way", [write, write_at_once])
def test_a_writer_waits_for_another_process_and_then_writes(
    app: Flask, way: Callable[[Flask, str], int]
) -> None:
    with another_process(app) as process, ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(way, app, "a")
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        process.communicate(b"")
        assert waiting.result(timeout=10) == 1


def test_a_process_that_is_killed_leaves_the_queue(app: Flask) -> None:
    with another_process(app) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert write(app, "a") == 1


def commit(connection: Connection) -> None:
    connection.commit()


def roll_back(connection: Connection) -> None:
    connection.rollback()


def close(connection: Connection) -> None:
    connection.close()


def lose(connection: Connection) -> None:
    connection.invalidate()


def fail_to_commit(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    connection.exec_driver_sql(
        "INSERT INTO reading (person_id, module, section, module_hash, read_at)"
        " VALUES (0, 'child-a', 'a', 'no such text', '2026-11-23 10:00:00')"
    )
    with pytest.raises(Exception, match="FOREIGN KEY"):
        connection.commit()


@pytest.mark.parametrize("end", [commit, roll_back, close, lose, fail_to_commit])
def test_whoever_wrote_leaves_the_queue_however_it_ends(
    app: Flask, end: Callable[[Connection], None]
) -> None:
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(COUNT)  # which begins to write
        end(connection)
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(write, app, "a").result(timeout=10) == 1


def test_a_thread_that_writes_is_not_left_to_wait_for_itself(app: Flask) -> None:
    with app.app_context(), db.engine.begin(), db.engine.connect() as second:
        with pytest.raises(OperationalError, match="writing already"):
            second.execute(COUNT)
        with pytest.raises(Exception, match="writing already"):
            write_at_once(app, "a")
    assert write(app, "a") == 1


def test_a_writer_gives_up_after_a_while_and_another_can_write(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_module, "LONGEST", 0.05)
    with app.app_context(), db.engine.begin(), ThreadPoolExecutor(1) as threads:
        refused = threads.submit(write, app, "a")
        with pytest.raises(OperationalError, match="database is locked"):
            refused.result(timeout=10)
    assert write(app, "a") == 1


@pytest.fixture
def synced(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many rows others see whenever the log of the database is synced."""
    seen: list[int] = []

    def sync(file: int) -> None:
        log = Path(f"{db.engine.url.database}-wal")
        assert os.fstat(file).st_ino == log.stat().st_ino
        with read_only(), db.engine.connect() as other:
            seen.append(int(other.execute(COUNT).scalar_one()))

    monkeypatch.setattr(writing_module, "_sync", sync)
    return seen


@pytest.mark.parametrize("way", [write, write_at_once])
def test_what_is_committed_is_on_the_disk_when_the_commit_returns(
    app: Flask, synced: list[int], way: Callable[[Flask, str], int]
) -> None:
    for number, key in enumerate("abc", start=1):
        way(app, key)
        assert synced[number - 1 :] == [number]


def test_who_only_reads_waits_for_no_disk(app: Flask, synced: list[int]) -> None:
    with app.app_context(), read_only(), db.engine.begin() as connection:
        assert connection.execute(COUNT).scalar_one() == 0
    assert synced == []


def test_a_disk_that_fails_is_an_error_and_the_next_can_write(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: int) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(writing_module, "_sync", fail)
        with pytest.raises(OSError, match="the disk is gone"):
            write(app, "b")
        with pytest.raises(OSError, match="the disk is gone"):
            write_at_once(app, "c")
    write(app, "a")


def test_those_who_commit_while_one_syncs_are_synced_together(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = Event(), Event()
    syncs: list[int] = []

    def sync(file: int) -> None:
        syncs.append(file)
        began.set()
        assert go_on.wait(10)

    monkeypatch.setattr(writing_module, "_sync", sync)
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(write, app, "a")
        assert began.wait(10)
        others = [threads.submit(write, app, key) for key in "bcde"]
        assert any(rows(app) == 5 for _ in range(5000))  # all are committed
        assert not first.done()
        go_on.set()
        assert sorted(one.result(timeout=10) for one in [first, *others]) == [1, 2, 3, 4, 5]
    assert len(syncs) in {2, 3}  # not five: the last may have been about to ask


@pytest.fixture
def turns() -> Iterator[list[str]]:
    """Return what becomes of the turn of whoever writes."""
    log: list[str] = []

    @contextmanager
    def meanwhile() -> Iterator[None]:
        log.append("given away")
        yield
        log.append("taken back")

    let_others(meanwhile)
    yield log
    let_others(nullcontext)


def test_others_compute_while_a_writer_waits_for_a_slow_disk(
    app: Flask, turns: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_module, "QUICK", 0.0)
    write(app, "a")
    turns.clear()  # how slow the disk is shows with the first
    write(app, "b")
    assert turns == ["given away", "taken back"]


def test_a_writer_keeps_its_turn_where_the_disk_is_quick(
    app: Flask, turns: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_module, "QUICK", 10.0)
    write(app, "a")
    write(app, "b")
    assert turns == []


def test_others_compute_while_one_statement_is_written(app: Flask, turns: list[str]) -> None:
    assert write_at_once(app, "a") == 1
    assert turns == ["given away", "taken back"]
