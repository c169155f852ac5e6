"""A page that is only read is announced as such: it takes no write lock and cannot write."""

from contextlib import AbstractContextManager

from flask import Flask

from elearn.web.context import asked, here, site


def register_reading(app: Flask) -> None:
    """Announce reading before every GET and HEAD, until the answer is sent."""
    app.before_request(begin)
    app.teardown_request(end)


def begin() -> None:
    """Announce that this request only reads, if its method says so."""
    if asked().method in {"GET", "HEAD", "OPTIONS"}:
        reading = here().g.reading = site().read_only()
        reading.__enter__()


def end(_error: BaseException | None) -> None:
    """Take the announcement back."""
    reading: AbstractContextManager[None] | None = here().g.pop("reading", None)
    if reading:
        reading.__exit__(None, None, None)
