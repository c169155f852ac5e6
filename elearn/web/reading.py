"""A page that is only read is announced as such: it takes no write lock and cannot write."""

from contextlib import ExitStack

from flask import Flask, g, request

from elearn.web.context import site


def register_reading(app: Flask) -> None:
    """Announce reading before every GET and HEAD, until the answer is sent."""
    app.before_request(begin)
    app.teardown_request(end)


def begin() -> None:
    """Announce that this request only reads, if its method says so."""
    g.reading = ExitStack()
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        g.reading.enter_context(site().read_only())


def end(_error: BaseException | None) -> None:
    """Take the announcement back."""
    reading: ExitStack | None = g.pop("reading", None)
    if reading:
        reading.close()
