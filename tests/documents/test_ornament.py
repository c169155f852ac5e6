"""The vectors of the certificate: its QR code and its frame."""

import re
from itertools import pairwise
from math import hypot, pi

import pytest
import segno

from elearn.documents.ornament import GRID, RoundedBox, half_strand, qr_path

BOX = RoundedBox(34, 34, 800, 560, 26)


def test_the_path_of_a_qr_code_fills_its_dark_modules_and_no_others() -> None:
    path, side = qr_path("https://learning.example.org/verify/7K3MQ9X2WBTAD")
    boxes = [tuple(map(int, box)) for box in re.findall(r"(\d+) (\d+) (\d+) (\d+) re", path)]
    filled = {(x + i, y + j) for x, y, w, h in boxes for i in range(w) for j in range(h)}
    code = segno.make(
        "https://learning.example.org/verify/7K3MQ9X2WBTAD", error="m", boost_error=False, mask=2
    )
    dark = {(x, side - 1 - y) for y, row in enumerate(code.matrix) for x, d in enumerate(row) if d}
    assert filled == dark
    assert path.count("\nf") == 1


def test_a_box_is_walked_anticlockwise_from_its_lower_left_corner_back_to_it() -> None:
    length = BOX.perimeter()
    assert length == pytest.approx(2 * (714 + 474) + 2 * pi * 26)
    assert BOX.at(0)[0] == pytest.approx((60, 34))
    assert BOX.at(length)[0] == pytest.approx((60, 34))
    assert BOX.at(714)[0] == pytest.approx((774, 34))
    assert BOX.at(length / 2)[0] == pytest.approx((774, 560))


def test_the_walk_has_no_jumps() -> None:
    points = [BOX.at(BOX.perimeter() * i / 4000)[0] for i in range(4001)]
    steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    assert max(steps) <= BOX.perimeter() / 4000 + 1e-9


@pytest.mark.parametrize("quarter", range(4))
def test_half_a_strand_turned_about_the_middle_meets_itself(quarter: int) -> None:
    numbers = [int(n) for n in re.findall(r"-?\d+", half_strand(BOX, 6, 80, quarter))]
    first, last = numbers[:2], numbers[-2:]
    turned = [(34 + 800) * GRID - first[0], (34 + 560) * GRID - first[1]]
    assert last == pytest.approx(turned, abs=1)


@pytest.mark.parametrize("quarter", range(4))
def test_a_strand_keeps_within_its_swing(quarter: int) -> None:
    numbers = [int(n) / GRID for n in re.findall(r"-?\d+", half_strand(BOX, 6, 80, quarter))]
    xs, ys = numbers[::2], numbers[1::2]
    assert min(xs) >= 27.9
    assert max(xs) <= 806.1
    assert min(ys) >= 27.9
    assert max(ys) <= 566.1
