"""Connections that rested are looked at before they are used again: the server may have gone."""

from time import monotonic
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, Pool

RESTED = 5.0  # seconds; to look before every page would cost a round trip each


@event.listens_for(Pool, "checkin")
def _begin_rest(_connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.info["rests_since"] = monotonic()


@event.listens_for(Pool, "checkout")
def _look_after_rest(connection: Any, entry: ConnectionPoolEntry, _used: object) -> None:
    """Have a connection replaced that no longer answers after its rest; SQLite has no server."""
    since = entry.info.get("rests_since")
    if since is None or monotonic() - since < RESTED or not _is_postgres(connection):
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.OperationalError:
        raise DisconnectionError("the database server closed the connection") from None


def _is_postgres(connection: Any) -> bool:
    return type(connection).__module__.partition(".")[0] == "psycopg"
