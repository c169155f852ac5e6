"""Setting up and serving."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask_migrate import upgrade

from elearn.bulk_printing import let_go
from elearn.cli.running import at_work, in_words
from elearn.config import ConfigurationError, Settings, read_settings
from elearn.db import db
from elearn.operations import demo, organisation
from elearn.operations.passwords import DEMO_PASSWORD
from elearn.served import served_app
from elearn.serving import check_port, serve_app

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


@click.command()
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
    with at_work(served_app()) as site:
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
        let_go(site)
        if not settings.demo and demo.is_demo(site.session()):
            raise ConfigurationError(
                "The database holds the demonstration, whose password is public."
                " Set ELEARN_INSTANCE to an empty folder, or ELEARN_DATABASE_URL to an empty"
                " database; or set ELEARN_DEMO=1 to go on trying."
            )
    with served_app().app_context():
        db.close_connections()  # they must not pass to the server's processes


def greeting(settings: Settings) -> str:
    """Return what is printed at start: the address, and the demonstration's accounts."""
    lines = [f"Learning Lessons is at http://{settings.host}:{settings.port}"]
    if settings.demo:
        lines += ["", f"Demonstration accounts, all with the password {DEMO_PASSWORD}"]
        lines += [f"  {person.email:25} {person.name}" for person in demo.ACCOUNTS]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


@click.command()
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


@click.command("upgrade-database")
@in_words
def upgrade_database() -> None:
    """Bring the database up to date without serving."""
    prepare(read_settings())
    click.echo("The database is up to date.")


COMMANDS = (serve, init, upgrade_database)
