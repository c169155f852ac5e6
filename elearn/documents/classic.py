"""The first design of the certificate: a guilloche frame, centred words, and a strip of facts."""

from dataclasses import dataclass
from itertools import groupby

from elearn.documents import fonts, style
from elearn.documents.code import draw_code
from elearn.documents.dress import Dress, draw_logos, head_room
from elearn.documents.frame import PAGE, draw_frame
from elearn.documents.layout import (
    FOOT,
    GUTTER,
    LABEL,
    LEFT,
    MEASURE,
    QR_SIDE,
    RIGHT,
    SIGN_WIDTH,
    SMALL,
    VALUE,
    ZONE_TOP,
)
from elearn.documents.outcomes import draw_outcomes
from elearn.documents.signatories import draw_signatories
from elearn.documents.style import Type, date_words, minutes_words
from elearn.documents.tagging import TaggedCanvas
from elearn.documents.typesetting import balanced, lines, put, put_centred, shorten, shrink
from elearn.domain.certification import CertificateFacts, format_number
from elearn.domain.design import ENGLISH, Wording

CENTRE = PAGE[0] / 2
TOP, STRIP_TOP, STRIP_BOTTOM = 526.0, 270.0, 220.0
NAME_MEASURE = 640.0

PARTNERSHIP = Type(fonts.SANS_BOLD, 12, style.TEAL, tracking=0.5)
TITLE = Type(fonts.SERIF, 33, style.TEAL)
TITLE_WELSH = Type(fonts.SERIF_ITALIC, 17, style.TEAL)
BETWEEN = Type(fonts.SERIF_ITALIC, 12.5, style.MUTED)
NAME = Type(fonts.SERIF_BOLD, 37, style.INK)
MODULE = Type(fonts.SERIF, 21, style.INK)

ONE_LINE_NAME = 70
"""Characters up to which a name keeps to one line."""

_COLUMNS = {3: (MEASURE / 3,) * 3, 4: (138.0, 138.0, 184.0, MEASURE - 460)}
"""The widths of the strip's columns, without an agency and with one."""

# The parts that many certificates say alike, and what they add to their element.
_HEAD = {"partnership": b"", "title": b"", "welsh": b"/Lang(cy)"}
_KINDS = {
    "case": "has completed the case module",
    "theme": "has completed the theme module",
    "overview": "has completed the overview module",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One centred line, and the distance from the baseline above it.

    A ``firm`` distance stays when the others close up. Lines that follow each other under one
    heading or in one sentence have the same ``part``.
    """

    text: str
    type: Type
    above: float
    firm: bool = False
    part: str = "sentence"


def draw_classic(canvas: TaggedCanvas, facts: CertificateFacts, dress: Dress) -> None:
    """Draw a certificate on the current page, in letters the fonts have."""
    look = dress.look
    with canvas.often():
        draw_frame(canvas, *((look.main, look.accent) if look else ()))
        draw_logos(canvas, dress, facts, LEFT, apart=True)
    _draw_statement(canvas, _statement(facts, dress), dress)
    _draw_strip(canvas, _strip(facts))
    with canvas.often():
        draw_outcomes(canvas, facts.learning_outcomes, colour=dress.accent)
        draw_signatory(canvas, facts, dress)
    _draw_check(canvas, facts)


def _statement(facts: CertificateFacts, dress: Dress) -> list[Line]:
    """Return the centred words, from the partnership's name to the module's version."""
    room, words = MEASURE - head_room(dress, apart=True), dress.english
    welsh = dress.welsh if dress.look and dress.bilingual else None
    partnership = dress.coloured(PARTNERSHIP.able(facts.partnership))
    title = dress.coloured(TITLE.able(words.title))
    version = f"Version {facts.module_version}  ·  content {facts.content_hash[:12]}"
    return [
        Line(
            facts.partnership, shrink(facts.partnership, partnership, room), 0, part="partnership"
        ),
        Line(words.title, shrink(words.title, title, room), 43, part="title"),
        *_welsh_title(welsh, dress, room),
        between(words.certifies, welsh.certifies if welsh else None, 40),
        *_name_lines(facts.person_name),
        between(_completed(facts, words), welsh.completed if welsh else None, 33),
        *_module_lines(facts.module_title),
        Line(version, SMALL, 18, part="version"),
    ]


def _welsh_title(welsh: Wording | None, dress: Dress, room: float) -> list[Line]:
    """Return the title in Welsh, if Welsh stands beside English."""
    if welsh is None:
        return []
    type_ = dress.coloured(TITLE_WELSH.able(welsh.title))
    return [Line(welsh.title, shrink(welsh.title, type_, room), 24, part="welsh")]


def between(english: str, welsh: str | None, above: float) -> Line:
    """Return a line between name and module, in one language or two."""
    words = f"{english}  /  {welsh}" if welsh else english
    return Line(words, shrink(words, BETWEEN.able(words), MEASURE), above)


def _completed(facts: CertificateFacts, words: Wording) -> str:
    """Return what was completed: the shipped words name the kind of module."""
    shipped = words.completed == ENGLISH.completed
    return _KINDS.get(facts.module_kind, words.completed) if shipped else words.completed


def _name_lines(name: str) -> list[Line]:
    """Return a name on one line, or from 71 characters on two balanced lines."""
    type_ = NAME.able(name)
    if len(name) <= ONE_LINE_NAME:
        fitted = shrink(name, type_, NAME_MEASURE)
        return [Line(name, fitted, 16 + fitted.size * 0.78)]
    pair = balanced(name, type_)
    smaller = type_.sized(26)
    fitted = min((shrink(line, smaller, NAME_MEASURE) for line in pair), key=lambda t: t.size)
    first, second = pair
    return [Line(first, fitted, 36), Line(second, fitted, fitted.size * 1.34, firm=True)]


def _module_lines(title: str) -> list[Line]:
    """Return a module's title on one line, or smaller on two, shortened if it must be."""
    type_ = MODULE.able(title)
    if type_.width(title) <= MEASURE:
        return [Line(title, type_, 29)]
    smaller = type_.sized(16)
    pair = list(balanced(title, smaller))
    if max(map(smaller.width, pair)) > MEASURE:
        pair = shorten(title, smaller, MEASURE, 2)
    first, *second = pair
    return [Line(first, smaller, 27), *(Line(text, smaller, 21, firm=True) for text in second)]


def _draw_statement(canvas: TaggedCanvas, statement: list[Line], dress: Dress) -> None:
    """Draw centred lines down the space above the strip, closing up if there are many."""
    room = TOP - STRIP_TOP - 20
    needed = sum(line.above for line in statement)
    firm = sum(line.above for line in statement if line.firm)
    tighter = min(1.0, (room - firm) / (needed - firm))
    y = TOP - max(0.0, room - needed) / 2
    for part, run in groupby(statement, key=lambda line: line.part):
        with canvas.often() if part in _HEAD else canvas.nothing():
            with canvas.tagged("H1" if part == "title" else "P", extra=_HEAD.get(part, b"")):
                for line in run:
                    y -= line.above * (1 if line.firm else tighter)
                    put_centred(canvas, CENTRE, y, line.text, line.type)
            if part == ("welsh" if dress.look and dress.bilingual else "title"):
                _draw_dash(canvas, y - 17, dress)


def _draw_dash(canvas: TaggedCanvas, y: float, dress: Dress) -> None:
    """Draw the short rule under the title."""
    with canvas.artifact():
        canvas.setStrokeColor(dress.accent)
        canvas.setLineWidth(1)
        canvas.line(CENTRE - 27, y, CENTRE + 27, y)


def _strip(facts: CertificateFacts) -> list[tuple[str, str, str]]:
    """Return the facts in the strip: label, value, and a note under it."""
    until = "No expiry" if facts.valid_until is None else date_words(facts.valid_until)
    shared = facts.participatory_minutes
    cells = [
        ("Completed on", date_words(facts.completed_on), ""),
        ("Valid until", until, ""),
        (
            "CPD time",
            minutes_words(facts.minutes),
            f"including {minutes_words(shared)} participatory" if shared else "",
        ),
    ]
    return [*cells, ("Agency", facts.agency, "")] if facts.agency else cells


def _draw_strip(canvas: TaggedCanvas, cells: list[tuple[str, str, str]]) -> None:
    """Draw labelled facts side by side between two hairlines."""
    with canvas.artifact():
        canvas.setStrokeColor(style.HAIRLINE)
        canvas.setLineWidth(0.6)
        canvas.lines([(LEFT, y, RIGHT, y) for y in (STRIP_TOP, STRIP_BOTTOM)])
    x = LEFT
    for cell, width in zip(cells, _COLUMNS[len(cells)], strict=True):
        with canvas.tagged("P"):
            _draw_cell(canvas, x, cell, width)
        x += width


def _draw_cell(canvas: TaggedCanvas, x: float, cell: tuple[str, str, str], width: float) -> None:
    """Draw one fact of the strip: its label, its value, and a note if there is one."""
    label, value, note = cell
    put(canvas, x, STRIP_TOP - 15, label, LABEL)
    type_, shown = _fit_value(value, width - 14)
    for row, text in enumerate(shown):
        put(canvas, x, STRIP_TOP - 29 - row * type_.leading, text, type_)
    if note:
        put(canvas, x, STRIP_TOP - 41, note, shrink(note, SMALL, width - 14))


def _fit_value(value: str, width: float) -> tuple[Type, list[str]]:
    """Return a fact of the strip on one line, or smaller on two, shortened if it must be."""
    for size, rows in ((11.0, 1), (10.0, 1), (9.0, 2), (8.0, 2)):
        type_ = VALUE.able(value).sized(size)
        shown = lines(value, type_, width)
        if len(shown) <= rows:
            return type_, shown
    return type_, shorten(value, type_, width, 2)


def draw_signatory(canvas: TaggedCanvas, facts: CertificateFacts, dress: Dress) -> None:
    """Draw who signs, left of the code, or further left where there are no outcomes."""
    right = RIGHT - QR_SIDE - GUTTER if facts.learning_outcomes else LEFT + SIGN_WIDTH
    draw_signatories(canvas, dress, facts, right - SIGN_WIDTH, ZONE_TOP - QR_SIDE + 3)


def _draw_check(canvas: TaggedCanvas, facts: CertificateFacts) -> None:
    """Draw how to check the certificate: QR code, number, and the address in words."""
    x, y = RIGHT - QR_SIDE, ZONE_TOP - QR_SIDE
    draw_code(canvas, facts.verify_url, (x, y), QR_SIDE, "Check this certificate online")
    number = shrink(format_number(facts.number), VALUE, QR_SIDE)
    with canvas.tagged("P"):
        put(canvas, x, y - 18, "Certificate number", LABEL)
        put(canvas, x, y - 31, format_number(facts.number), number)
    _draw_address(canvas, facts)


def _draw_address(canvas: TaggedCanvas, facts: CertificateFacts) -> None:
    """Draw the foot: when it was issued, and where its number can be checked."""
    address = style.address_words(facts.verify_url.removesuffix(facts.number))
    text = (
        f"Issued on {date_words(facts.issued_on)}. To check that this certificate is genuine, "
        f"scan the code or enter its number at {address}"
    )
    fitted = shrink(text, SMALL, MEASURE)
    with canvas.often(), canvas.tagged("P"):
        put_centred(canvas, CENTRE, FOOT, text, fitted)
