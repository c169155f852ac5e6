"""A year of compliance as a line: where its points lie in a drawing of fixed size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from elearn.domain.marking import percentage
from elearn.operations.dashboards import Point

WIDTH, HEIGHT = 600, 200
LEFT, TOP = 70, 12  # room for the words of the scale, and for the topmost point


@dataclass(frozen=True, slots=True)
class Spot:
    """One point of the line, and what it says."""

    day: date
    x: float
    y: float
    share: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing of a trend. A day on which it applied to nobody breaks the line."""

    lines: tuple[str, ...]
    spots: tuple[Spot, ...]
    scale: tuple[tuple[int, float], ...]


def chart(trend: Sequence[Point]) -> Chart:
    """Return the drawing of a trend, its points evenly spread."""
    step = (WIDTH - LEFT - 12) / max(1, len(trend) - 1)
    spots: list[Spot] = []
    runs: list[list[str]] = [[]]
    for place, point in enumerate(trend):
        share = point.compliance.share
        if share is None:
            runs.append([])
            continue
        spot = Spot(point.day, round(LEFT + place * step, 1), _height(float(share) * 100),
                    f"{percentage(share)}%")  # fmt: skip
        spots.append(spot)
        runs[-1].append(f"{spot.x},{spot.y}")
    lines = tuple(" ".join(run) for run in runs if len(run) > 1)
    return Chart(lines, tuple(spots), tuple((mark, _height(mark)) for mark in (0, 50, 95, 100)))


def _height(per_cent: float) -> float:
    return round(TOP + (HEIGHT - TOP - 24) * (1 - per_cent / 100), 1)
