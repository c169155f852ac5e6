"""Vector ornament: the guilloche frame of a certificate, and QR codes, as PDF path operators."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin

import segno

GRID = 20
"""Units of a strand to a point, so draw one on a canvas scaled by its inverse."""

_QR_MASK = 2
"""Fixed, so that equal addresses give equal marks and no time goes on choosing one."""

_DARK = re.compile(rb"\x01+")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RoundedBox:
    """A box with rounded corners, in points from the bottom left of the page."""

    left: float
    bottom: float
    right: float
    top: float
    radius: float

    def sides(self) -> tuple[tuple[float, Point, float], ...]:
        """Return the straight runs anticlockwise: length, where it starts, and its heading."""
        r = self.radius
        across, up = self.right - self.left - 2 * r, self.top - self.bottom - 2 * r
        return (
            (across, (self.left + r, self.bottom), 0),
            (up, (self.right, self.bottom + r), pi / 2),
            (across, (self.right - r, self.top), pi),
            (up, (self.left, self.top - r), 3 * pi / 2),
        )

    def perimeter(self) -> float:
        """Return the length of the outline."""
        return sum(length for length, _, _ in self.sides()) + 2 * pi * self.radius

    def at(self, distance: float) -> tuple[Point, float, float]:
        """Return the point at a distance along the outline, the heading there, and the bend."""
        corner = self.radius * pi / 2
        for length, (x, y), heading in self.sides():
            if distance <= length:
                along = (x + distance * cos(heading), y + distance * sin(heading))
                return along, heading, 0
            distance -= length
            if distance <= corner:
                end = (x + length * cos(heading), y + length * sin(heading))
                return self._round(end, heading, distance / self.radius)
            distance -= corner
        return self.at(0)

    def _round(self, start: Point, heading: float, turned: float) -> tuple[Point, float, float]:
        """Return what ``at`` does, for a corner that starts at a point and has turned so far."""
        r, now = self.radius, heading + turned
        x = start[0] - r * sin(heading) + r * sin(now)
        y = start[1] + r * cos(heading) - r * cos(now)
        return (x, y), now, 1 / r


@dataclass(frozen=True, slots=True)
class Knot:
    """A point of a strand: how far along it is, where, and which way the strand runs there."""

    distance: float
    x: float
    y: float
    dx: float
    dy: float


@lru_cache(maxsize=16)
def half_strand(box: RoundedBox, swing: float, waves: int, quarter: int) -> str:
    """Return half of a line that waves around a box, up to ``swing`` points to either side.

    The other half is the same, turned about the middle of the box, for ``waves`` are even.
    ``quarter`` is how many quarters of a wave it starts late; strands a quarter apart interlace.
    """
    length = box.perimeter()
    knots = [
        _knot(box, swing, distance, 2 * pi * (waves * distance / length - quarter / 4), waves)
        for distance in _distances(box, 2 * waves)
    ]
    parts = [f"{_units(knots[0].x, knots[0].y)} m"]
    for one, other in pairwise(knots):
        third = (other.distance - one.distance) / 3
        leaving = _units(one.x + third * one.dx, one.y + third * one.dy)
        coming = _units(other.x - third * other.dx, other.y - third * other.dy)
        parts.append(f"{leaving} {coming} {_units(other.x, other.y)} c")
    return "\n".join([*parts, "S"])


def _units(x: float, y: float) -> str:
    """Return a point in whole units of a strand's grid, which keeps the file small."""
    return f"{x * GRID:.0f} {y * GRID:.0f}"


def _distances(box: RoundedBox, count: int) -> list[float]:
    """Return where knots go along half a box: evenly, and twice as close on the corners."""
    step = box.perimeter() / 2 / count
    halves = [(i, i * step / 2) for i in range(2 * count + 1)]
    return [at for i, at in halves if i % 2 == 0 or box.at(at)[2]]


def _knot(box: RoundedBox, swing: float, distance: float, angle: float, waves: int) -> Knot:
    """Return the knot of a strand at a distance along its box, where its wave is at an angle."""
    (x, y), heading, bend = box.at(distance)
    out = swing * sin(angle)
    climb = swing * cos(angle) * 2 * pi * waves / box.perimeter()
    forward = 1 + out * bend
    along, right = (cos(heading), sin(heading)), (sin(heading), -cos(heading))
    return Knot(
        distance,
        x + out * right[0],
        y + out * right[1],
        forward * along[0] + climb * right[0],
        forward * along[1] + climb * right[1],
    )


def qr_path(text: str) -> tuple[str, int]:
    """Return a QR code as one filled path of unit squares, and its side in modules, no margin."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_QR_MASK)
    side = len(code.matrix)
    begun: dict[tuple[int, int], int] = {}
    boxes: list[tuple[int, int, int, int]] = []
    for y, row in enumerate([*code.matrix, b""]):
        runs = {found.span() for found in _DARK.finditer(bytes(row))}
        for run in begun.keys() - runs:
            boxes.append((run[0], side - y, run[1] - run[0], y - begun.pop(run)))
        for run in runs:
            begun.setdefault(run, y)
    path = (f"{x} {y} {across} {up} re" for x, y, across, up in sorted(boxes))
    return "\n".join([*path, "f"]), side
