"""What a learner can do afterwards, as a list at the foot of a certificate."""

from dataclasses import replace

from reportlab.lib.colors import Color

from elearn.documents import fonts, style
from elearn.documents.layout import (
    GUTTER,
    LABEL,
    LEFT,
    MEASURE,
    QR_SIDE,
    SIGN_WIDTH,
    ZONE_BOTTOM,
    ZONE_TOP,
)
from elearn.documents.style import Type
from elearn.documents.tagging import TaggedCanvas
from elearn.documents.typesetting import lines, put, shorten

_OUTCOME = Type(fonts.SANS, 9, style.INK, leading=12)


def draw_outcomes(
    canvas: TaggedCanvas,
    outcomes: tuple[str, ...],
    heading: str = "Learning outcomes",
    colour: Color = style.ACCENT,
) -> None:
    """Draw what the learner can do afterwards, smaller or shortened until it fits its place."""
    if not outcomes:
        return
    with canvas.tagged("H2"):
        put(canvas, LEFT, ZONE_TOP - 6, heading, LABEL)
    width = MEASURE - SIGN_WIDTH - QR_SIDE - 2 * GUTTER - 10
    type_, texts = _fit_outcomes(outcomes, width, ZONE_TOP - 21 - ZONE_BOTTOM)
    y = ZONE_TOP - 21
    bullets = []
    with canvas.element("L"):
        for item in texts:
            bullets.append(y)
            with canvas.element("LI"), canvas.tagged("LBody"):
                for text in item:
                    put(canvas, LEFT + 10, y, text, type_)
                    y -= type_.leading
            y -= type_.leading * 0.2
    with canvas.artifact():
        for at in bullets:
            put(canvas, LEFT, at, "•", replace(type_, colour=colour))


def _fit_outcomes(
    outcomes: tuple[str, ...], width: float, height: float
) -> tuple[Type, list[list[str]]]:
    """Return the largest type in which outcomes fit a place, and their lines in it."""
    shown = outcomes[:6]
    for size in (9.5, 9.0, 8.5, 8.0, 7.5):
        type_ = _OUTCOME.sized(size).able("".join(shown))
        texts = [lines(text, type_, width) for text in shown]
        if sum(len(item) + 0.2 for item in texts) * type_.leading <= height:
            return type_, texts
    budget = max(len(shown), int(height / type_.leading - 0.2 * len(shown)))
    rows = [len(item) for item in texts]
    while sum(rows) > budget:
        rows[rows.index(max(rows))] -= 1
    return type_, [
        shorten(text, type_, width, most) for text, most in zip(shown, rows, strict=True)
    ]
