"""The app that a server process serves."""

from functools import cache

from flask import Flask

from elearn import create_app


@cache
def served_app() -> Flask:
    """Return the app of this process, made once; a forked server process finds it made already."""
    return create_app()
