"""The plain design in two languages: a bar of colour, words from the left, English then Welsh."""

from datetime import date

from elearn.documents import fonts, style
from elearn.documents.classic import draw_signatory
from elearn.documents.code import draw_code
from elearn.documents.dress import Dress, draw_logos, head_room
from elearn.documents.frame import PAGE
from elearn.documents.layout import (
    FOOT,
    LABEL,
    LEFT,
    MEASURE,
    QR_SIDE,
    RIGHT,
    SMALL,
    VALUE,
    ZONE_TOP,
)
from elearn.documents.outcomes import draw_outcomes
from elearn.documents.style import Type, date_words, minutes_words
from elearn.documents.tagging import TaggedCanvas
from elearn.documents.typesetting import balanced, put, shorten, shrink
from elearn.domain.certification import CertificateFacts, format_number

BAR = 26.0
STRIP_TOP = 268.0
PARTNERSHIP = Type(fonts.SANS_BOLD, 12, style.TEAL, tracking=0.5)
TITLE = Type(fonts.SERIF_BOLD, 30, style.TEAL)
TITLE_WELSH = Type(fonts.SERIF_ITALIC, 20, style.TEAL)
BETWEEN = Type(fonts.SANS, 11, style.MUTED)
NAME = Type(fonts.SERIF_BOLD, 34, style.INK)
MODULE = Type(fonts.SERIF, 19, style.INK, leading=23)

_LEAST_NAME = 18.0
_OUTCOMES = {True: "Learning outcomes  ·  Deilliannau dysgu", False: "Learning outcomes"}
_WELSH = b"/Lang(cy)"
_MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi",
    "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip


def draw_plain(canvas: TaggedCanvas, facts: CertificateFacts, dress: Dress) -> None:
    """Draw a certificate on the current page, in letters the fonts have."""
    with canvas.often():
        with canvas.artifact():
            canvas.setFillColor(dress.main)
            canvas.rect(0, 0, BAR, PAGE[1], stroke=0, fill=1)
        draw_logos(canvas, dress, facts, LEFT, apart=False)
        _draw_heads(canvas, facts, dress)
    _draw_statement(canvas, facts, dress)
    _draw_strip(canvas, facts, dress)
    with canvas.often():
        draw_outcomes(canvas, facts.learning_outcomes, _OUTCOMES[dress.bilingual], dress.accent)
        draw_signatory(canvas, facts, dress)
    _draw_check(canvas, facts, dress)


def welsh_date(day: date) -> str:
    """Return a day as Welsh writes it, such as ``4 Mawrth 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _draw_heads(canvas: TaggedCanvas, facts: CertificateFacts, dress: Dress) -> None:
    """Draw whose certificate it is, and what it is in both languages."""
    room = MEASURE - head_room(dress, apart=False)
    english, welsh = dress.english.title, dress.welsh.title
    partnership = dress.coloured(PARTNERSHIP.able(facts.partnership))
    with canvas.tagged("P"):
        put(canvas, LEFT, 524, facts.partnership, shrink(facts.partnership, partnership, room))
    with canvas.tagged("H1"):
        put(canvas, LEFT, 482, english, shrink(english, dress.coloured(TITLE), room))
    _welsh(canvas, dress, LEFT, 454, welsh, shrink(welsh, dress.coloured(TITLE_WELSH), room))


def _draw_statement(canvas: TaggedCanvas, facts: CertificateFacts, dress: Dress) -> None:
    """Draw who completed what; what joins them stands in both languages."""
    _both(canvas, dress, 420, dress.english.certifies, dress.welsh.certifies)
    with canvas.tagged("P"):
        _draw_name(canvas, facts.person_name)
    _both(canvas, dress, 344, dress.english.completed, dress.welsh.completed)
    title = MODULE.able(facts.module_title)
    if title.width(facts.module_title) > MEASURE:
        title = title.sized(14)
    with canvas.tagged("P"):
        for row, text in enumerate(shorten(facts.module_title, title, MEASURE, 2)):
            put(canvas, LEFT, 320 - row * title.leading, text, title)
    version = f"Version {facts.module_version}  ·  content {facts.content_hash[:12]}"
    with canvas.tagged("P"):
        put(canvas, LEFT, 284, version, SMALL)


def _draw_name(canvas: TaggedCanvas, name: str) -> None:
    """Draw a name on one line, or a long one on two."""
    fitted = shrink(name, NAME.able(name), MEASURE)
    if fitted.size >= _LEAST_NAME:
        put(canvas, LEFT, 380, name, fitted)
        return
    pair = balanced(name, fitted)
    smaller = fitted.sized(22)
    both = min((shrink(line, smaller, MEASURE) for line in pair), key=lambda one: one.size)
    for row, line in enumerate(pair):
        put(canvas, LEFT, 393 - row * both.size * 1.3, line, both)


def _cells(facts: CertificateFacts) -> list[tuple[str, str, str, str]]:
    """Return the facts of the strip: label and value in English, then in Welsh."""
    until, shared = facts.valid_until, facts.participatory_minutes
    return [
        ("Completed on", date_words(facts.completed_on), "Cwblhawyd ar",
         welsh_date(facts.completed_on)),
        ("Valid until", date_words(until) if until else "No expiry", "Yn ddilys tan",
         welsh_date(until) if until else "Dim dyddiad dod i ben"),
        ("CPD time", minutes_words(facts.minutes) + (f", {shared} participatory" if shared else ""),
         "Amser DPP", f"{facts.minutes} munud" + (f", {shared} yn gyfranogol" if shared else "")),
        *([("Agency", facts.agency, "Asiantaeth", "")] if facts.agency else []),
    ]  # fmt: skip


def _draw_strip(canvas: TaggedCanvas, facts: CertificateFacts, dress: Dress) -> None:
    """Draw dates and time side by side, each in both languages."""
    cells = _cells(facts)
    with canvas.artifact():
        canvas.setStrokeColor(style.HAIRLINE)
        canvas.setLineWidth(0.6)
        canvas.lines([(LEFT, y, RIGHT, y) for y in (STRIP_TOP, 216)])
    width = MEASURE / len(cells)
    for place, (label, value, welsh, other) in enumerate(cells):
        x, type_ = LEFT + place * width, VALUE.able(value)
        fitted = shrink(value, type_, width - 12, 8)
        with canvas.tagged("P"):
            put(canvas, x, STRIP_TOP - 14, label, LABEL)
            put(canvas, x, STRIP_TOP - 27, shorten(value, fitted, width - 12, 1)[0], fitted)
        said = f"{welsh} {other}".strip()
        _welsh(canvas, dress, x, STRIP_TOP - 41, said, shrink(said, SMALL, width - 12))


def _draw_check(canvas: TaggedCanvas, facts: CertificateFacts, dress: Dress) -> None:
    """Draw how to check the certificate, in both languages."""
    x, y = RIGHT - QR_SIDE, ZONE_TOP - QR_SIDE
    draw_code(canvas, facts.verify_url, (x, y), QR_SIDE, "Check this certificate online")
    number = shrink(format_number(facts.number), VALUE, QR_SIDE)
    with canvas.tagged("P"):
        put(canvas, x, y - 16, "Certificate number", LABEL)
    _welsh(canvas, dress, x, y - 27, "Rhif y dystysgrif", LABEL)
    with canvas.tagged("P"):
        put(canvas, x, y - 40, format_number(facts.number), number)
    address = style.address_words(facts.verify_url.removesuffix(facts.number))
    english = f"Issued on {date_words(facts.issued_on)}. Check the number at {address}"
    welsh = f"Cyhoeddwyd ar {welsh_date(facts.issued_on)}. Gwiriwch y rhif yn {address}"
    with canvas.often(), canvas.tagged("P"):
        put(canvas, LEFT, FOOT + 4, english, shrink(english, SMALL, MEASURE - QR_SIDE - 12))
    _welsh(canvas, dress, LEFT, FOOT - 8, welsh, shrink(welsh, SMALL, MEASURE - QR_SIDE - 12))


def _both(canvas: TaggedCanvas, dress: Dress, y: float, english: str, welsh: str) -> None:
    """Draw words in English and, after a stroke, in Welsh."""
    type_ = shrink(f"{english}  /  {welsh}", BETWEEN, MEASURE)
    with canvas.tagged("P"):
        put(canvas, LEFT, y, english, type_)
    _welsh(canvas, dress, LEFT + type_.width(f"{english}  "), y, f"/  {welsh}", type_)


def _welsh(canvas: TaggedCanvas, dress: Dress, x: float, y: float, text: str, type_: Type) -> None:
    """Draw words that a screen reader is to say in Welsh, if they are wanted."""
    if not dress.bilingual:
        return
    with canvas.tagged("P", extra=_WELSH):
        put(canvas, x, y, text, type_)
