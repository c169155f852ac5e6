"""People and units from files, from the command line."""

from pathlib import Path

import click

from elearn.cli.running import at_work, in_words
from elearn.config import ConfigurationError
from elearn.documents.tables import Table, to_csv
from elearn.operations.imports.outcomes import Report
from elearn.operations.imports.runs import Importer, bring_in

FEW = 10  # people who may always leave by a full file


def _import(
    kind: str, file: Path, result: Path | None, *, dry_run: bool, full: bool = False,
    many: bool = False,
) -> None:  # fmt: skip
    with at_work() as site:
        who = Importer(
            None, None, frozenset(site.catalogue.services), site.check_name, site.catalogue
        )
        asked = (site.session(), kind, file.read_bytes(), who, site.clock())
        if full and not (dry_run or many):
            _check_leavers(bring_in(*asked, full=True, dry_run=True))
        report = bring_in(*asked, full=full, dry_run=dry_run)
    table = Table(report.columns(), report.rows())
    if result:
        result.write_bytes(to_csv(table))
    for one in [*report.outcomes, *report.leavers]:
        if one.said:
            click.echo(f"row {one.line or '-'}: {one.result.value}: {one.message()}")
    said = ", ".join(f"{number} {name}" for name, number in report.counts.items() if number)
    click.echo(f"{said or 'no rows'}{' (nothing was changed: a dry run)' if dry_run else ''}")


def _check_leavers(report: Report) -> None:
    """Refuse a full file that looks cut short: nobody reads the preview of a nightly import."""
    leavers, everyone = len(report.leavers), len(report.outcomes) + len(report.leavers)
    if leavers > FEW and leavers * 4 > everyone:
        raise ConfigurationError(
            f"{leavers} of {everyone} people would leave, which is more than a quarter; nothing was"
            " changed. Look at it with --dry-run; if it is right, repeat it with --many-leave."
        )


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
RESULT = click.option(
    "--result", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the result."
)


@click.command("import-people")
@FILE
@DRY_RUN
@click.option("--full", is_flag=True, help="Who is not in the file leaves today.")
@click.option("--many-leave", is_flag=True, help="More than a quarter may leave by a full file.")
@RESULT
@in_words
def import_people(
    file: Path, dry_run: bool, full: bool, many_leave: bool, result: Path | None
) -> None:
    """Add and update people from FILE, a CSV as docs/administrators.md describes."""
    _import("people", file, result, dry_run=dry_run, full=full, many=many_leave)


@click.command("import-org")
@FILE
@DRY_RUN
@RESULT
@in_words
def import_org(file: Path, dry_run: bool, result: Path | None) -> None:
    """Add, rename and move units from FILE, a CSV as docs/administrators.md describes."""
    _import("org", file, result, dry_run=dry_run)


@click.command("import-history")
@FILE
@DRY_RUN
@RESULT
@in_words
def import_history(file: Path, dry_run: bool, result: Path | None) -> None:
    """Add what people completed before from FILE, a CSV as docs/administrators.md describes."""
    _import("history", file, result, dry_run=dry_run)


COMMANDS = (import_people, import_org, import_history)
