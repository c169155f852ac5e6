"""Standings that are kept for speed: made anew from the facts."""

import click

from elearn.cli.running import at_work, in_words
from elearn.db import db
from elearn.domain.days import day_of
from elearn.operations.memberships import settle_homes
from elearn.operations.programmes import keep_shipped
from elearn.operations.standing_cache import count_for, rebuild_list, work_off


@click.command()
@click.option("--all", "everything", is_flag=True, help="Make every standing anew.")
@in_words
def recompute(everything: bool) -> None:
    """Bring everything that is kept for speed up to date: run it once a day.

    Moves that were planned for today take effect, programmes that changed with the content are
    noted, and what changes have left to do is done. With --all, every standing is made anew.
    """
    with at_work() as site:
        session, now = site.session(), site.clock()
        settle_homes(session, day_of(now))
        keep_shipped(session, site.catalogue, now)
        if everything:
            rebuild_list(session)
        db.session.commit()
        made = 0
        while batch := work_off(session, day_of(now)):
            db.session.commit()
            made += batch
        count_for(session, day_of(now))
    click.echo(f"{made} standings were made anew.")


COMMANDS = (recompute,)
