"""What was measured: figures against their limits, as a table and as JSON."""

import json
import platform
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: ours beside what it is compared with, and the ratio of the two.

    ``at_least`` and ``at_most`` are the limits of the ratio; a figure without one informs only.
    """

    what: str
    unit: str
    ours: float
    other: float | None = None
    against: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return ours divided by the other, or None where nothing is compared."""
        return self.ours / self.other if self.other else None

    @property
    def verdict(self) -> str:
        """Return "met" or "not met", or nothing where there is no limit."""
        if self.ratio is None or (self.at_least is None and self.at_most is None):
            return ""
        too_low = self.at_least is not None and self.ratio < self.at_least
        too_high = self.at_most is not None and self.ratio > self.at_most
        return "not met" if too_low or too_high else "met"

    @property
    def limit(self) -> str:
        """Return the limit as the table shows it."""
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return f"<= {self.at_most:g}" if self.at_most is not None else ""


def in_turns(
    rounds: int, *measures: Callable[[], float], warm: bool = True
) -> tuple[list[float], ...]:
    """Return what each measure gave, round by round: the machine's speed wanders for all alike."""
    if warm:
        for measure in measures:
            measure()
    found: tuple[list[float], ...] = tuple([] for _ in measures)
    for _ in range(rounds):
        for measure, values in zip(measures, found, strict=True):
            values.append(measure())
    return found


def medians(rounds: int, *measures: Callable[[], float]) -> tuple[float, ...]:
    """Return the median of each measure, taken in turns."""
    return tuple(statistics.median(values) for values in in_turns(rounds, *measures))


def milliseconds(work: Callable[[], object]) -> Callable[[], float]:
    """Return the measure of how long a piece of work takes."""

    def measure() -> float:
        began = perf_counter()
        work()
        return (perf_counter() - began) * 1000

    return measure


def table(figures: list[Figure]) -> str:
    """Return the figures as a table in plain text."""
    rows = [("What", "Ours", "Beside it", "", "Ratio", "Limit", "")]
    for figure in figures:
        rows.append(
            (
                figure.what,
                f"{figure.ours:,.{_places(figure.ours)}f} {figure.unit}",
                "" if figure.other is None
                else f"{figure.other:,.{_places(figure.other)}f} {figure.unit}",
                figure.against,
                "" if figure.ratio is None else f"{figure.ratio:.2f}",
                figure.limit,
                figure.verdict,
            )
        )  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([lines[0].rstrip(), "-" * len(lines[0]), *map(str.rstrip, lines[1:])])


def keep(figures: list[Figure], seconds: float) -> Path:
    """Write the figures to a file named for the time, and return its path."""
    now = datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    document = {
        "measured_at": now.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "figures": [
            {**asdict(figure), "ratio": figure.ratio, "verdict": figure.verdict}
            for figure in figures
        ],
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path


def _places(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2
