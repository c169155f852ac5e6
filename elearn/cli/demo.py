"""The demonstration partnership, grown to the size of a real one."""

import click
from flask_migrate import upgrade

from elearn.cli.running import at_work, in_words
from elearn.config import ConfigurationError
from elearn.db import db
from elearn.domain.days import day_of
from elearn.operations import organisation
from elearn.operations.demo import load_demo
from elearn.operations.growing.filling import check_made_up, grow
from elearn.operations.growing.writing import analyse
from elearn.operations.standing_cache import count_for, work_off


@click.command()
@click.option("--people", type=click.IntRange(1, 200_000), default=50_000, show_default=True)
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same people.")
@in_words
def demo(people: int, seed: int) -> None:
    """Fill the database with a made-up partnership that has two years of history.

    Works only where nobody but the demonstration's people are; the accounts of the demonstration
    are there too, over units as small as ever.
    """
    with at_work() as site:
        upgrade()
        session, now = site.session(), site.clock()
        check_made_up(session)
        if not site.demo:
            raise ConfigurationError("Set ELEARN_DEMO=1: the demonstration's password is public.")
        if organisation.is_empty(session):
            load_demo(session, site.catalogue, site.passwords, site.issuer, site.check_name, now)
        made = grow(session, site.catalogue, site.issuer, people, seed, now)
        db.session.commit()
        click.echo(f"{people:,} people with {made:,} completions; working out where they stand …")
        while work_off(session, day_of(now), batch=1000):
            db.session.commit()
        count_for(session, day_of(now))
        analyse(session.connection(), ("standing_span", "standing_count", "standing_to_do"))
    click.echo("Done.")


COMMANDS = (demo,)
