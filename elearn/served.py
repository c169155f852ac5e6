"""The app that a server process serves."""

import gc
from functools import cache

from flask import Flask

from elearn import create_app
from elearn.config import read_settings
from elearn.processors import keep_to_one
from elearn.serving import Page, Turns

# A page makes some thousand objects, few of them in circles: looking for those after every 700
# would take a tenth of the time of a page. 20,000 objects are some megabytes.
GARBAGE = (20_000, 20, 50)


@cache
def served_app() -> Flask:
    """Return the app of this process, made once; a forked server process finds it made already.

    What is made at start is no garbage: the collector neither runs meanwhile nor ever looks at it.
    """
    gc.disable()
    try:
        return create_app()
    finally:
        settle()
        gc.enable()


def settle() -> None:
    """Keep the collector from all that is there by now, and let it look seldom at what comes."""
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def served_page() -> Page:
    """Return the app as the server calls it: on SQLite, one request at a time in each process."""
    keep_to_one(read_settings().workers)
    app = served_app()
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return app
    turns = Turns(app)
    app.extensions["elearn"].let_others(turns.meanwhile)
    return turns
