"""Who signs a certificate: a rule to sign on, with the signature if there is a picture of it."""

from elearn.documents import fonts, style
from elearn.documents.dress import Dress
from elearn.documents.pictures import draw_picture
from elearn.documents.style import Type
from elearn.documents.tagging import TaggedCanvas
from elearn.documents.typesetting import put, shorten, shrink
from elearn.domain.certification import CertificateFacts
from elearn.domain.design import Signatory

WIDTH = 166.0
NAME = Type(fonts.SANS_BOLD, 10, style.INK, leading=12)
TITLE = Type(fonts.SANS, 8, style.MUTED, leading=10.5)
_TWO = ((164.0, 32.0, 1), (103.0, 26.0, 1))
"""Of two: where the rule is, the height of a signature, and the lines of a title."""


def draw_signatories(
    canvas: TaggedCanvas, dress: Dress, facts: CertificateFacts, x: float, rule: float
) -> None:
    """Draw one person who signs at a rule, or two, one above the other."""
    people = dress.signatories(facts)
    places = ((rule, 66.0, 2),) if len(people) == 1 else _TWO
    for one, (y, height, rows) in zip(people, places, strict=True):
        _draw_rule(canvas, x, y)
        if one.image:
            place = (x, y + 2, WIDTH, height)
            draw_picture(canvas, dress.pictures, one.image, place, f"Signature of {one.name}", 0)
        _draw_words(canvas, one, (x, y), rows)


def _draw_rule(canvas: TaggedCanvas, x: float, y: float) -> None:
    with canvas.artifact():
        canvas.setStrokeColor(style.INK)
        canvas.setLineWidth(0.6)
        canvas.line(x, y, x + WIDTH, y)


def _draw_words(
    canvas: TaggedCanvas, one: Signatory, corner: tuple[float, float], rows: int
) -> None:
    """Draw a signatory's name, and their title under it."""
    x, y = corner
    name = shrink(one.name, NAME.able(one.name), WIDTH, 6)
    title = TITLE.able(one.title)
    with canvas.tagged("P"):
        put(canvas, x, y - 14, shorten(one.name, name, WIDTH, 1)[0], name)
        for row, text in enumerate(shorten(one.title, title, WIDTH, rows)):
            put(canvas, x, y - 26 - row * title.leading, text, title)
