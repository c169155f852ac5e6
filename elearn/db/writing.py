"""One writer after the other on SQLite: whoever waits is woken, and others compute meanwhile."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from itertools import count
from pathlib import Path
from threading import Lock, get_ident
from time import perf_counter
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Engine, event
from sqlalchemy.pool import PoolProxiedConnection

if sys.platform != "win32":
    import fcntl

LONGEST = 10.0  # seconds that a writer waits for another thread, as for SQLite's own lock
QUICK = 0.001  # seconds: to hand a turn on and get it back costs about as much
SHARE = 0.1  # of the latest sync in the mean of those of late
Meanwhile = Callable[[], AbstractContextManager[None]]
_meanwhile: Meanwhile = nullcontext
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def let_others(meanwhile: Meanwhile) -> None:
    """Say what lets others compute in this process while a writer waits for the disk."""
    global _meanwhile  # of the process, as its threads are
    _meanwhile = meanwhile


class WriteQueue:
    """A file lock beside a database that every writer takes before SQLite's own.

    What is committed is synced to disk after the lock was left, before ``commit`` returns: many are
    synced together. SQLite itself, with ``synchronous=NORMAL``, syncs its log when it is begun and
    before it is put into the database, so that neither is ever torn.

    SQLite lets a writer who has to wait sleep, longer each time, and others overtake; whoever waits
    for a file lock is woken when it is free. The file holds nothing. A process that ends, however
    it does, leaves the queue. Where there are no file locks, SQLite's own way is left.
    """

    def __init__(self, database: str) -> None:
        self._path, self._log = f"{database}-queue", f"{database}-wal"
        self._threads, self._disk = Lock(), Lock()
        self._numbers = count(1)
        self._last = self._synced = 0
        self._thread = self._file = 0
        self._writer: Any = None
        self._pace = 0.0  # seconds that a sync took of late

    def begin(self, connection: PoolProxiedConnection) -> None:
        """Begin to write on a connection when it is its turn; raises OperationalError."""
        self._take(connection.dbapi_connection)
        try:
            connection.cursor().execute("BEGIN IMMEDIATE")
        except BaseException:
            self.leave(connection.dbapi_connection)
            raise

    def commit(self, connection: PoolProxiedConnection) -> None:
        """Commit what was begun on a connection, let the next one write, and sync to disk."""
        if self._writer is not connection.dbapi_connection:
            connection.commit()  # what only read
            return
        with self._others():
            try:
                connection.commit()
            except BaseException:
                self.rollback(connection)
                raise
            self.leave(connection.dbapi_connection)
            self.sync()

    def rollback(self, connection: PoolProxiedConnection) -> None:
        """Take back what was begun on a connection, if anything was, and let the next one write."""
        try:
            connection.rollback()
        finally:
            self.leave(connection.dbapi_connection)

    def leave(self, connection: Any, _record: object = None) -> None:
        """Let the next one write, if this connection is the one that writes."""
        if self._writer is connection is not None:
            if self._file:
                os.close(self._file)
            self._thread, self._file, self._writer = 0, 0, None
            self._threads.release()

    @contextmanager
    def turn(self, connection: Any) -> Iterator[None]:
        """Hold the queue for one statement that is a transaction of its own."""
        with _meanwhile():
            self._take(connection)
            try:
                yield
            finally:
                self.leave(connection)
            self.sync()

    def sync(self) -> None:
        """Return when all that is in the write-ahead log by now is on the disk.

        Who comes while another thread syncs goes with the next, together with all who wait.
        """
        mine = self._last = next(self._numbers)
        with self._disk:
            if self._synced >= mine:
                return
            last = self._last
            with suppress(FileNotFoundError):  # it was put into the database, and synced with it
                log = os.open(self._log, os.O_RDWR | os.O_CLOEXEC)
                try:
                    began = perf_counter()
                    _sync(log)
                    self._pace += SHARE * (perf_counter() - began - self._pace)
                finally:
                    os.close(log)
            self._synced = last

    def _others(self) -> AbstractContextManager[None]:
        """Let others compute meanwhile, if the disk takes longer than to hand on a turn."""
        return _meanwhile() if self._pace > QUICK else nullcontext()

    def _take(self, connection: Any) -> None:
        if self._thread == get_ident():
            raise sqlite3.OperationalError("database is locked: this thread is writing already")
        if not self._threads.acquire(timeout=LONGEST):
            raise sqlite3.OperationalError("database is locked")
        self._thread, self._writer = get_ident(), connection
        if sys.platform == "win32":
            return
        try:
            # Only read, so that a command run by another user can queue too, whoever made the file.
            self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError as fault:
            self.leave(connection)
            raise sqlite3.OperationalError(f"no lock beside the database: {fault}") from fault


_queues: WeakValueDictionary[str, WriteQueue] = WeakValueDictionary()


def queue_for(engine: Engine) -> WriteQueue:
    """Return the queue of an engine's database, in this process one for all engines on it."""
    database = str(Path(engine.url.database or "").resolve())
    queue = _queues.get(database)
    if queue is None:
        queue = _queues[database] = WriteQueue(database)
    event.listen(engine, "close", queue.leave)  # one that broke is closed without a rollback
    return queue
