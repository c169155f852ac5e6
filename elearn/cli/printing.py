"""Files of certificates made in the background."""

import os
import signal

import click

from elearn import create_app
from elearn.bulk_printing import make_waiting
from elearn.cli.running import at_work, in_words

GENTLY = 10  # less than the site in what it takes of the processor


@click.command("make-files")
@in_words
def make_files() -> None:
    """Make the files of certificates that wait. The site starts this by itself."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.nice(GENTLY)
    with at_work(create_app()) as site:
        ended = make_waiting(site)
    click.echo(f"Files of certificates: {ended} made or given up.")


COMMANDS = (make_files,)
