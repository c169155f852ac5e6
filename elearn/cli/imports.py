"""People and units from files, from the command line."""

from pathlib import Path

import click

from elearn.cli.running import at_work, in_words
from elearn.documents.tables import Table, to_csv
from elearn.operations.imports.runs import Importer, bring_in


def _import(kind: str, file: Path, result: Path | None, *, dry_run: bool, full: bool) -> None:
    with at_work() as site:
        who = Importer(
            None, None, frozenset(site.catalogue.services), site.check_name, site.catalogue
        )
        report = bring_in(
            site.session(), kind, file.read_bytes(), who, site.clock(), full=full, dry_run=dry_run
        )
    table = Table(report.columns(), report.rows())
    if result:
        result.write_bytes(to_csv(table))
    for one in [*report.outcomes, *report.leavers]:
        if one.said:
            click.echo(f"row {one.line or '-'}: {one.result.value}: {one.message()}")
    said = ", ".join(f"{number} {name}" for name, number in report.counts.items() if number)
    click.echo(f"{said or 'no rows'}{' (nothing was changed: a dry run)' if dry_run else ''}")


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
RESULT = click.option(
    "--result", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the result."
)


@click.command("import-people")
@FILE
@DRY_RUN
@click.option("--full", is_flag=True, help="Who is not in the file leaves today.")
@RESULT
@in_words
def import_people(file: Path, dry_run: bool, full: bool, result: Path | None) -> None:
    """Add and update people from FILE, a CSV as docs/administrators.md describes."""
    _import("people", file, result, dry_run=dry_run, full=full)


@click.command("import-org")
@FILE
@DRY_RUN
@RESULT
@in_words
def import_org(file: Path, dry_run: bool, result: Path | None) -> None:
    """Add, rename and move units from FILE, a CSV as docs/administrators.md describes."""
    _import("org", file, result, dry_run=dry_run, full=False)


@click.command("import-history")
@FILE
@DRY_RUN
@RESULT
@in_words
def import_history(file: Path, dry_run: bool, result: Path | None) -> None:
    """Add what people completed before from FILE, a CSV as docs/administrators.md describes."""
    _import("history", file, result, dry_run=dry_run, full=False)


COMMANDS = (import_people, import_org, import_history)
