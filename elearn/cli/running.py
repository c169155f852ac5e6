"""How every command runs: at work on the site, and with what is wrong said in one line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

from elearn import create_app
from elearn.catalogue.faults import ContentError
from elearn.cli.words import sentence
from elearn.config import ConfigurationError
from elearn.db import db
from elearn.domain.errors import DomainError
from elearn.serving import PortBusy
from elearn.site import Site


def in_words(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say in one line what is wrong with settings, content or input, and exit with 1."""

    @wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        try:
            command(*args, **kwargs)
        except (ConfigurationError, ContentError, DomainError, PortBusy) as error:
            click.echo(sentence(error), err=True)
            sys.exit(1)
        except DBAPIError as error:
            said = " ".join(str(error.orig).split())
            click.echo(f"The database refused this: {said}", err=True)
            click.echo("Without tables, `elearn upgrade-database` makes them.", err=True)
            sys.exit(1)

    return run


@contextmanager
def at_work(app: Flask | None = None) -> Iterator[Site]:
    """Give a command the site, and commit what it did when it ends well."""
    app = app or create_app()
    with app.app_context():
        site: Site = app.extensions["elearn"]
        yield site
        db.session.commit()
