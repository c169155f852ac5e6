"""Works off, after the answer was given, what a change left to do for many people."""

from threading import Event, Lock, Thread

from flask import Flask, current_app

from elearn.operations.standing_cache import left_to_do, work_off
from elearn.web.context import commit, session, site, today

PAUSE = 0.02  # seconds between two batches, for others who write
_at_work = Lock()


def work_off_soon() -> None:
    """Begin to work the list off beside the requests, if anything is on it."""
    if left_to_do(session()):
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        Thread(target=work_off_all, args=(app,), daemon=True, name="standings").start()


def work_off_all(app: Flask) -> None:
    """Work the list off, one batch and one transaction at a time."""
    with _at_work:
        while _batch(app):
            Event().wait(PAUSE)


def _batch(app: Flask) -> int:
    with app.app_context():
        made = work_off(session(), today())
        commit()
        site().session.remove()
    return made
