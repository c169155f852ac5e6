"""Certificates withdrawn and corrected."""

from datetime import UTC, datetime

import click

from elearn.cli.running import at_work, in_words
from elearn.domain.days import day_of
from elearn.operations import certificates


@click.command("withdraw-certificate")
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


@click.command("correct-certificate")
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


COMMANDS = (withdraw_certificate, correct_certificate)
