"""What is measured for information: content load, start, and the weight of a page."""

import gzip
import os
from pathlib import Path
from time import perf_counter

from bench import servers
from bench.figures import Figure, medians, milliseconds
from elearn.catalogue.loader import load_catalogue
from elearn.config import PACKAGE, shipped_content


def measure_content() -> list[Figure]:
    """Return how long all content takes to load."""
    chosen = os.environ.get("ELEARN_CONTENT")
    folder = Path(chosen) if chosen else shipped_content()
    (seconds,) = medians(3, milliseconds(lambda: load_catalogue(folder)))
    return [Figure("Loading the content", "ms", seconds)]


def measure_start(folder: Path) -> list[Figure]:
    """Return how long a second start takes, until the site answers."""
    port = servers.free_port()
    with servers.site(folder, port):
        pass
    began = perf_counter()
    with servers.site(folder, port):
        return [Figure("Starting again, until it answers", "s", perf_counter() - began)]


def measure_weight(page: str) -> list[Figure]:
    """Return what a first visit to the longest section moves: page, styles and scripts."""
    built = [PACKAGE / "static" / "dist" / name for name in ("app.css", "app.js")]
    figures = [Figure("Section, compressed", "KB", squeezed(page.encode()))]
    for path in built:
        if path.is_file():
            figures.append(Figure(f"{path.name}, compressed", "KB", squeezed(path.read_bytes())))
    return figures


def squeezed(content: bytes) -> float:
    """Return the size in KB after gzip, as a proxy in front would send it."""
    return len(gzip.compress(content, 6)) / 1024
