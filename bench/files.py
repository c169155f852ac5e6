"""The file of a million completions for personnel systems: how fast, and in how much memory."""

from os import sysconf
from pathlib import Path
from time import perf_counter

from bench.figures import Figure
from bench.servers import NotServing
from bench.teams import Organisation

WANTED = 200_000  # rows a second
MOST = 50.0  # MB above what the process held before
MEGABYTE = 1_000_000


def measure_file(kind: str, of: Organisation) -> list[Figure]:
    """Return how many rows a second are written and read, and the memory that it took at most."""
    before = most = memory()
    began, rows = perf_counter(), -1  # the headers are no row
    answer = of.auditor.get("/team/completions.csv", buffered=False)
    if answer.status_code != 200:
        raise NotServing(f"/team/completions.csv answered {answer.status_code}")
    for part in answer.iter_encoded():
        rows += part.count(b"\n")
        most = max(most, memory())
    rate = rows / (perf_counter() - began)
    answer.close()
    what = f"File of {rows:,} completions, {kind}"
    return [
        Figure(what, "/s", rate, WANTED, "wanted", at_least=1),
        Figure(f"Memory it took, {kind}", "MB", max(most - before, 0.1), MOST, "the most allowed",
               at_most=1),
    ]  # fmt: skip


def memory() -> float:
    """Return how much memory this process holds, in MB; of Linux only."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * sysconf("SC_PAGE_SIZE") / MEGABYTE
