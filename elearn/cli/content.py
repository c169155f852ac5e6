"""Content checked for its authors."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.catalogue.loader import load_catalogue
from elearn.catalogue.quality import Standard, quality_faults, read_words_to_avoid
from elearn.catalogue.report import HEADERS, as_text, content_rows, spread
from elearn.cli.running import in_words
from elearn.config import shipped_content
from elearn.domain.days import day_of


@click.command("check-content")
@click.option("--table", is_flag=True, help="Also print the figures of every module.")
@in_words
def check_content(table: bool) -> None:
    """List every fault in modules and quizzes; exit with 1 if there is any.

    Faults that would stop the site come first. Without any, what falls short of the standard for
    the learning is listed: an overdue review, a claim without a source, hard prose.
    """
    folder = content_folder()
    catalogue = load_catalogue(folder)
    standard = Standard(day_of(datetime.now(UTC)), read_words_to_avoid(folder))
    faults = quality_faults(catalogue, standard)
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        sys.exit(1)
    if table:
        click.echo(as_text(HEADERS, content_rows(catalogue)))
        for what, figures in spread(catalogue).items():
            click.echo(f"{what}: {figures}")
    questions = sum(len(quiz.questions) for quiz in catalogue.quizzes.values())
    click.echo(f"{len(catalogue.modules)} modules and {questions} questions, no faults")


def content_folder() -> Path:
    """Return the content folder of the settings, which need not be complete for checking."""
    chosen = os.environ.get("ELEARN_CONTENT", "").strip()
    return Path(chosen) if chosen else shipped_content()


COMMANDS = (check_content,)
