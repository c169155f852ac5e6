"""Content checked for its authors."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from elearn.catalogue.drafts import draft_module, draft_quiz
from elearn.catalogue.loader import load_catalogue
from elearn.catalogue.quality import Standard, quality_faults, read_words_to_avoid
from elearn.catalogue.report import HEADERS, as_text, content_rows, spread
from elearn.catalogue.review_blocks import review_blocks
from elearn.cli.running import in_words
from elearn.config import shipped_content
from elearn.documents.review_copy import Block, ReviewCopy, as_html, as_pdf
from elearn.domain.content import Kind
from elearn.domain.days import day_of
from elearn.preview import serve_preview
from elearn.serving import check_port


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


@click.command("new-module")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("slug")
@click.option("--title", required=True, help="What readers will see.")
@in_words
def new_module(kind: str, slug: str, title: str) -> None:
    """Write the files of a new module of a KIND with its SLUG, for you to fill in."""
    today = day_of(datetime.now(UTC))
    for path in draft_module(content_folder(), Kind(kind), slug, title, today):
        click.echo(f"Fill in {path}")
    click.echo(f"Then: elearn new-quiz {kind} {slug}")


@click.command("new-quiz")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("slug")
@in_words
def new_quiz(kind: str, slug: str) -> None:
    """Write the quiz of the module of a KIND with its SLUG, for you to fill in."""
    click.echo(f"Fill in {draft_quiz(content_folder(), Kind(kind), slug)}")
    click.echo("Then: elearn preview")


@click.command()
@in_words
def preview() -> None:
    """Serve the content as its author sees it, drafts too; a saved file shows on the next page."""
    host, port = "127.0.0.1", int(os.environ.get("PORT", "8000"))
    check_port(host, port)
    click.echo(f"The preview is at http://{host}:{port}. Ctrl-C stops it.")
    serve_preview(content_folder(), host, port)


@click.command("content-report")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@in_words
def content_report(folder: Path) -> None:
    """Write a review copy of everything, questions and answers too, into FOLDER."""
    today = day_of(datetime.now(UTC))
    blocks = [Block(*pair) for pair in review_blocks(load_catalogue(content_folder()))]
    copy = ReviewCopy("Learning Lessons: review copy", today, blocks)
    folder.mkdir(parents=True, exist_ok=True)
    html, pdf = folder / "content-report.html", folder / "content-report.pdf"
    html.write_text(as_html(copy), encoding="utf-8")
    pdf.write_bytes(as_pdf(copy))
    click.echo(f"Wrote {html} and {pdf}.")


def content_folder() -> Path:
    """Return the content folder of the settings, which need not be complete for checking."""
    chosen = os.environ.get("ELEARN_CONTENT", "").strip()
    return Path(chosen) if chosen else shipped_content()


COMMANDS = (check_content, new_module, new_quiz, preview, content_report)
