"""Ten thousand certificates as one PDF with its cover sheet, in a process of its own."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from bench.certificates import FACTS
from bench.figures import Figure
from elearn.documents.bundle import draw_bundle
from elearn.documents.certificate import About
from elearn.documents.cover import Cover, listed
from elearn.domain.certification import CertificateFacts, new_number

COUNT = 10_000
MOST_SECONDS, MOST_MEMORY, MOST_SIZE = 25.0, 200.0, 25.0  # s, MB, MB
MEGABYTE = 1_000_000
ABOUT = About(
    title="Certificates of completion", author=FACTS.partnership, subject="All of them",
    keywords="certificates", dated=FACTS.issued_on,
)  # fmt: skip


def measure_bundle() -> list[Figure]:
    """Return how long it takes, the most memory it has at once, and how large the file is."""
    run = subprocess.run(
        [sys.executable, "-m", "bench.bundles"], capture_output=True, text=True, check=True
    )
    seconds, memory, size = json.loads(run.stdout)
    what = "10,000 certificates as one PDF"
    return [
        Figure(what, "s", seconds, MOST_SECONDS, "the most allowed", at_most=1),
        Figure(f"{what}, memory", "MB", memory, MOST_MEMORY, "the most allowed", at_most=1),
        Figure(f"{what}, size", "MB", size, MOST_SIZE, "the most allowed", at_most=1),
    ]


def snapshots(numbers: list[str]) -> Iterator[CertificateFacts]:
    """Yield certificates of as many people, each with a number and a code of its own."""
    for place, number in enumerate(numbers):
        address = f"https://learning.example.org/verify/{number}"
        name = f"Siân Ŵyn Łukasz-Nguyễn {place}"
        yield replace(FACTS, number=number, verify_url=address, person_name=name)


def draw() -> tuple[float, float, float]:
    """Draw them as the site does, each on a sheet of its own; return s, MB of memory, MB."""
    numbers = [new_number() for _ in range(COUNT)]
    cover = Cover("Certificates of completion", ("Northdale, as at 5 March 2026", "10,000"))
    began = perf_counter()
    with tempfile.TemporaryFile() as out:
        rows = [listed(facts) for facts in snapshots(numbers)]
        for _ in draw_bundle(out, rows, snapshots(numbers), ABOUT, cover, blank_backs=True):
            pass
        seconds, size = perf_counter() - began, out.tell()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return seconds, memory / MEGABYTE, size / MEGABYTE


if __name__ == "__main__":
    print(json.dumps(draw()))
