"""Measure everything in one run, print the table and keep the figures: ``make bench``."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from bench import attempts, sections
from bench.answers import measure_on_both
from bench.bundles import measure_bundle
from bench.certificates import measure_certificate
from bench.figures import Figure, keep, table
from bench.files import measure_file
from bench.standings import measure_standings
from bench.starting import measure_content, measure_start, measure_weight
from bench.teams import LARGE, SMALL, measure_teams, organisation
from tests.databases import postgres_database, postgres_server, sqlite_database


def main() -> None:
    """Measure, side by side; a limit that is not met is said, and decides nothing else."""
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="elearn-bench-") as name, ExitStack() as started:
        figures = measure(Path(name), started)
    seconds = perf_counter() - began
    print(table(figures))
    print(f"\nIn {seconds:.0f} s, kept in {keep(figures, seconds).relative_to(Path.cwd())}")


def measure(folder: Path, started: ExitStack) -> list[Figure]:
    """Return all figures, those with a limit first."""
    server = started.enter_context(postgres_server())

    def postgres(name: str) -> str:
        return started.enter_context(postgres_database(server, f"elearn_bench_{name}"))

    def sqlite(name: str) -> str:
        (folder / name).mkdir()
        return sqlite_database(folder / name)

    print("Measuring sections …", flush=True)
    with sections.stage(folder, postgres("sections")) as here:
        pages = sections.measure_sections(here)
        rest = sections.measure_times(here)
        rest += measure_weight(here.page)
        rest += sections.measure_stopping(here)
    print("Measuring answers …", flush=True)
    answers = measure_on_both(folder)
    print("Measuring whole attempts …", flush=True)
    answers += attempts.measure_on_both(folder)
    print("Measuring certificates …", flush=True)
    certificate = measure_certificate() + measure_bundle()
    organisations: list[Figure] = []
    for kind, new_database in (("SQLite", sqlite), ("PostgreSQL", postgres)):
        print(f"Measuring an organisation of 50,000 on {kind} …", flush=True)
        organisations += measure_organisation(kind, folder, new_database)
    print("Measuring the start …", flush=True)
    return (
        pages
        + answers
        + certificate
        + organisations
        + rest
        + measure_content()
        + measure_start(folder / "start")
    )


def measure_organisation(
    kind: str, folder: Path, new_database: Callable[[str], str]
) -> list[Figure]:
    """Return what 50,000 people with a million completions take, on one kind of database."""
    small = organisation(folder, new_database("small"), SMALL)
    large = organisation(folder, new_database("large"), LARGE)
    figures = measure_teams(kind, small, large)
    figures += measure_file(kind, large)
    return figures + measure_standings(kind, large)


if __name__ == "__main__":
    main()
