"""The ``elearn`` command: serving, content, and the administration that has no page yet."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade

from elearn import create_app
from elearn.catalogue.faults import ContentError
from elearn.catalogue.loader import load_catalogue
from elearn.config import ConfigurationError, Settings, read_settings, shipped_content
from elearn.db import db
from elearn.domain.access import Role
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError
from elearn.operations import accounts, certificates, demo, organisation
from elearn.operations.passwords import DEMO_PASSWORD
from elearn.serving import PortBusy, check_port, serve_app
from elearn.site import Site

PARTNERSHIP_FILE = """\
# What pages and certificates say about your partnership. Fill it in, then start the site.
name = ""
signatory_name = ""
signatory_title = ""

# Whom staff turn to. Leave out what you do not have; nothing is shown for it.
[contacts]
# referral_name = "Children's social care front door"
# referral_phone = "01234 567890"
# referral_out_of_hours_phone = "01234 567891"
# referral_url = "https://www.example.org/refer"
# safeguarding_lead = "Your agency's designated safeguarding lead"
# support_name = "Staff support line"
# support_phone = "01234 567892"
"""


@click.group()
def main() -> None:
    """Learning Lessons: e-learning for child safeguarding partnerships."""


def in_words(command: Callable[..., Any]) -> Callable[..., Any]:
    """Say in one line what is wrong with settings, content or input, and exit with 1."""

    @wraps(command)
    def run(*args: object, **kwargs: object) -> None:
        try:
            command(*args, **kwargs)
        except (ConfigurationError, ContentError, DomainError, PortBusy) as error:
            click.echo(str(error), err=True)
            sys.exit(1)

    return run


@main.command()
@in_words
def serve() -> None:
    """Prepare the database and serve the site until Ctrl-C or SIGTERM."""
    settings = read_settings()
    check_port(settings.host, settings.port)
    prepare(settings)
    click.echo(greeting(settings))
    serve_app(settings)


def prepare(settings: Settings) -> None:
    """Bring the database up to date; load the demonstration into an empty one if asked.

    Raises ConfigurationError where production would be served from demonstration data.
    """
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    with at_work(app) as site:
        upgrade()
        if settings.demo and organisation.is_empty(site.session()):
            demo.load_demo(
                site.session(),
                site.catalogue,
                site.passwords,
                site.issuer,
                site.check_name,
                datetime.now(UTC),
            )
        if not settings.demo and demo.is_demo(site.session()):
            raise ConfigurationError(
                "The database holds the demonstration, whose password is public."
                " Set ELEARN_INSTANCE to an empty folder, or ELEARN_DATABASE_URL to an empty"
                " database; or set ELEARN_DEMO=1 to go on trying."
            )


def greeting(settings: Settings) -> str:
    """Return what is printed at start: the address, and the demonstration's accounts."""
    lines = [f"Learning Lessons is at http://{settings.host}:{settings.port}"]
    if settings.demo:
        lines += ["", f"Demonstration accounts, all with the password {DEMO_PASSWORD}"]
        lines += [f"  {person.email:25} {person.name}" for person in demo.ACCOUNTS]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


@main.command("check-content")
@in_words
def check_content() -> None:
    """List every fault in modules and quizzes; exit with 1 if there is any."""
    folder = read_content_folder()
    catalogue = load_catalogue(folder)
    questions = sum(len(quiz.questions) for quiz in catalogue.quizzes.values())
    click.echo(f"{len(catalogue.modules)} modules and {questions} questions, no faults")


def read_content_folder() -> Path:
    """Return the content folder of the settings, which need not be complete for checking."""
    chosen = os.environ.get("ELEARN_CONTENT", "").strip()
    return Path(chosen) if chosen else shipped_content()


@main.command()
@click.argument("folder", default="instance", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write FOLDER/partnership.toml for you to fill in."""
    target = folder / "partnership.toml"
    if target.exists():
        click.echo(f"{target} is there already; it was left as it is.", err=True)
        sys.exit(1)
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(PARTNERSHIP_FILE, encoding="utf-8")
    click.echo(f"Fill in {target}.")


@main.command("upgrade-database")
@in_words
def upgrade_database() -> None:
    """Bring the database up to date without serving."""
    prepare(read_settings())
    click.echo("The database is up to date.")


@main.command("add-unit")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice(organisation.UNIT_KINDS), required=True)
@click.option("--parent", help="Code of the unit above; left out for the partnership itself.")
@in_words
def add_unit(code: str, name: str, kind: str, parent: str | None) -> None:
    """Add a unit with its CODE and NAME."""
    with at_work() as site:
        organisation.add_unit(site.session(), code, name, kind, parent)
    click.echo(f"Added {name}.")


@main.command("add-person")
@click.argument("email")
@click.argument("name")
@click.option("--unit", required=True, help="Code of the person's unit.")
@click.option("--service", help="Tag of the service they work in, from services.yaml.")
@click.password_option(help="Their first password; asked for if left out.")
@in_words
def add_person(email: str, name: str, unit: str, service: str | None, password: str) -> None:
    """Add a person with their EMAIL and the NAME that certificates will carry."""
    with at_work() as site:
        if service is not None and service not in site.catalogue.services:
            raise ConfigurationError(f"There is no service {service!r} in services.yaml.")
        new = organisation.NewPerson(email, name, unit, service, password)
        organisation.add_person(site.session(), site.passwords, site.check_name, new)
    click.echo(f"Added {email}.")


@main.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.argument("unit")
@in_words
def appoint(email: str, role: str, unit: str) -> None:
    """Give the person with EMAIL a ROLE over the UNIT with this code and all below it."""
    with at_work() as site:
        organisation.appoint(site.session(), email, Role(role), unit)
    click.echo(f"{email} is now {role} of {unit}.")


@main.command("set-password")
@click.argument("email")
@click.password_option(help="Asked for if left out.")
@in_words
def set_password(email: str, password: str) -> None:
    """Set the password of the person with EMAIL and end all their sign-ins."""
    with at_work() as site:
        person = organisation.person_id(site.session(), email)
        accounts.change_password(site.session(), site.passwords, person, password)
    click.echo(f"The password of {email} is changed.")


@main.command("withdraw-certificate")
@click.argument("number")
@click.option("--reason", required=True)
@click.option("--by", required=True, help="Who decided it.")
@in_words
def withdraw_certificate(number: str, reason: str, by: str) -> None:
    """Withdraw the certificate with this NUMBER; it goes on to answer, as withdrawn."""
    with at_work() as site:
        today = day_of(datetime.now(UTC))
        facts = certificates.withdraw_certificate(site.session(), number, reason, by, today)
    click.echo(f"Withdrawn: {facts.module_title}, {facts.completed_on.isoformat()}.")


@main.command("correct-certificate")
@click.argument("number")
@click.option("--name", required=True, help="The person's name as it should have been.")
@in_words
def correct_certificate(number: str, name: str) -> None:
    """Supersede the certificate with this NUMBER by one with the corrected name."""
    with at_work() as site:
        new = certificates.correct_name(
            site.session(), site.issuer, site.check_name, number, name, datetime.now(UTC)
        )
    click.echo(f"Superseded by {new}.")


@contextmanager
def at_work(app: Flask | None = None) -> Iterator[Site]:
    """Give a command the site, and commit what it did when it ends well."""
    app = app or create_app()
    with app.app_context():
        site: Site = app.extensions["elearn"]
        yield site
        db.session.commit()
