"""Units, people and their appointments."""

import click

from elearn.cli.running import at_work, in_words
from elearn.config import ConfigurationError
from elearn.domain.access import Role
from elearn.domain.days import day_of
from elearn.domain.organisation import KINDS
from elearn.operations import accounts, organisation, outbox


@click.command("add-unit")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--parent", help="Code of the unit above; left out for the partnership itself.")
@in_words
def add_unit(code: str, name: str, kind: str, parent: str | None) -> None:
    """Add a unit with its CODE and NAME."""
    with at_work() as site:
        organisation.add_unit(site.session(), code, name, kind, parent)
    click.echo(f"Added {name}.")


@click.command("add-person")
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
        person = organisation.add_person(
            site.session(), site.passwords, site.check_name, new, site.clock()
        )
        outbox.tell(site.session(), [outbox.welcome(person, day_of(site.clock()))], site.clock())
    click.echo(f"Added {email}.")


@click.command()
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.argument("unit")
@in_words
def appoint(email: str, role: str, unit: str) -> None:
    """Give the person with EMAIL a ROLE over the UNIT with this code and all below it."""
    with at_work() as site:
        organisation.appoint(site.session(), email, Role(role), unit, day_of(site.clock()))
    click.echo(f"{email} is now {role} of {unit}.")


@click.command("set-password")
@click.argument("email")
@click.password_option(help="Asked for if left out.")
@in_words
def set_password(email: str, password: str) -> None:
    """Set the password of the person with EMAIL and end all their sign-ins."""
    with at_work() as site:
        person = organisation.person_id(site.session(), email)
        accounts.change_password(site.session(), site.passwords, person, password)
    click.echo(f"The password of {email} is changed.")


COMMANDS = (add_unit, add_person, appoint, set_password)
