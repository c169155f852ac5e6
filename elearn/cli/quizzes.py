"""Attempts whose time is over."""

from datetime import UTC, datetime

import click

from elearn.cli.running import at_work, in_words
from elearn.operations import closing


@click.command("close-attempts")
@in_words
def close_attempts() -> None:
    """Submit timed attempts whose time is over, with what was saved; run it every few minutes."""
    with at_work() as site:
        closed = closing.close_attempts(
            site.session(), site.catalogue, site.issuer, datetime.now(UTC)
        )
    click.echo(f"Closed: {closed}.")


COMMANDS = (close_attempts,)
