"""Fitting words to a measure: shrinking, breaking into lines, balancing, shortening."""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from unicodedata import combining

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import getFont

from elearn.documents.style import Type
from elearn.documents.tagging import TaggedCanvas

ELLIPSIS = "…"

# A mark that no composed letter has, such as the grave of Yoruba Ọ̀, is drawn where it fits a small
# letter; above a capital it has to rise by the difference of their heights, in ems.
_CAPITAL_RISE = 0.18
_ABOVE = 230

_CODES = [
    f"\\{chr(code)}" if chr(code) in "()\\" else chr(code) if 32 <= code < 127 else f"\\{code:03o}"
    for code in range(256)
]
"""Each code of a font, as a letter of a PDF string."""


def shrink(text: str, type_: Type, width: float, least: float = 0) -> Type:
    """Return the type, smaller if the text needs it to fit a width, but not below ``least``."""
    wide = type_.width(text)
    if wide <= width:
        return type_
    return type_.sized(max(least, type_.size * width / wide * 0.999))


def lines(text: str, type_: Type, width: float) -> list[str]:
    """Return a text broken at spaces to fit a width; a word too long for a line is cut."""
    return list(_broken(text, type_, width))


@lru_cache(maxsize=2048)
def _broken(text: str, type_: Type, width: float) -> tuple[str, ...]:
    """Return what ``lines`` does, kept for the next page that says the same."""
    broken: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if type_.width(longer) <= width:
            line = longer
            continue
        if line:
            broken.append(line)
        *full, line = _cut(word, type_, width)
        broken += full
    return (*broken, line) if line else tuple(broken)


def balanced(text: str, type_: Type) -> tuple[str, str]:
    """Return a text as two lines as near in width as its spaces allow, or cut in the middle."""
    words = text.split()
    if len(words) < 2:
        middle = (len(text) + 1) // 2
        return text[:middle], text[middle:]
    ways = ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words)))
    return min(ways, key=lambda pair: max(type_.width(line) for line in pair))


def shorten(text: str, type_: Type, width: float, most: int) -> list[str]:
    """Return at most ``most`` lines of a text; what does not fit ends in an ellipsis."""
    fitted = lines(text, type_, width)
    if len(fitted) <= most:
        return fitted
    last = fitted[most - 1]
    while last and type_.width(last + ELLIPSIS) > width:
        last = last[:-1].rstrip()
    return [*fitted[: most - 1], last.rstrip(" ,;:–-") + ELLIPSIS]


def put(canvas: TaggedCanvas, x: float, y: float, text: str, type_: Type) -> None:
    """Set one line of text with its left end on a point.

    A space ends it, so that lines which follow each other read as separate words.
    """
    marks, raised = _runs(f"{text} "), 0.0
    code = [f"{_colour(type_.colour)} rg BT {round(x, 2):g} {round(y, 2):g} Td"]
    if type_.tracking:
        code.append(f"{type_.tracking:.3f} Tc")
    for capital, run in marks:
        rise = capital * _CAPITAL_RISE * type_.size
        if rise != raised:
            code.append(f"{rise:.3f} Ts")
            raised = rise
        code += _shown(canvas, run, type_)
    code.append("0 Tc ET" if type_.tracking else "ET")
    if len(marks) > 1:  # so that it still reads as one word
        words = f"\ufeff{text} ".encode("utf-16-be").hex().upper()
        code = [f"/Span <</ActualText <{words}>>> BDC", *code, "EMC"]
    canvas.addLiteral(" ".join(code))


def _shown(canvas: TaggedCanvas, text: str, type_: Type) -> Iterator[str]:
    """Yield what shows a run of text: its font, and its letters as the file's own codes."""
    font: Any = getFont(type_.font)
    document = canvas._doc
    for subset, codes in font.splitString(text, document):
        name = font.getSubsetInternalName(subset, document)
        yield f"{name} {type_.size:.4g} Tf ({''.join(map(_CODES.__getitem__, codes))}) Tj"


@cache
def _colour(colour: Color) -> str:
    """Return a colour as PDF says it."""
    return " ".join(f"{part:.3f}"[1:] if part < 1 else "1" for part in colour.rgb())


def put_centred(canvas: TaggedCanvas, x: float, y: float, text: str, type_: Type) -> None:
    """Set one line of text with its middle on a point."""
    put(canvas, x - (type_.width(text) - type_.tracking) / 2, y, text, type_)


def _runs(text: str) -> list[tuple[bool, str]]:
    """Return a text in runs, apart the marks to be raised: those above a capital."""
    if text.isascii() or not any(map(combining, text)):
        return [(False, text)]
    marked = []
    base = ""
    for character in text:
        if not combining(character):
            base = character
        marked.append((combining(character) == _ABOVE and base.isupper(), character))
    grouped = groupby(marked, key=itemgetter(0))
    return [(raised, "".join(c for _, c in run)) for raised, run in grouped]


def _cut(word: str, type_: Type, width: float) -> list[str]:
    """Return a word in pieces that each fit a width, at least one character long."""
    pieces = [""]
    for character in word:
        if pieces[-1] and type_.width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
