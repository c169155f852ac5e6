"""A person's name as it is typed: what is kept, and what is refused and why."""

import re
import unicodedata
from enum import StrEnum

from elearn.domain.errors import NameFault

MAX_NAME = 120
"""Characters, counted after normalisation."""

MAX_MARKS = 2
"""Combining marks left on one letter after composition; no orthography we know needs more."""

_SPACES = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_EDGES = " \t\r\n\f\v\u0085\u00a0\u1680\u202f\u205f\u2028\u2029\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


class NameReason(StrEnum):
    """Why a name is refused. ``UNDRAWABLE`` is for callers who know the fonts."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    CONTROL = "control"
    FORMAT = "format"
    UNASSIGNED = "unassigned"
    STRAY_MARK = "stray_mark"
    NO_LETTER = "no_letter"
    UNDRAWABLE = "undrawable"


_REFUSED = {
    "Cc": NameReason.CONTROL,
    "Zl": NameReason.CONTROL,
    "Zp": NameReason.CONTROL,
    "Cf": NameReason.FORMAT,
    "Co": NameReason.UNASSIGNED,
    "Cn": NameReason.UNASSIGNED,
    "Cs": NameReason.UNASSIGNED,
}


def check_name(text: str) -> str:
    """Return the name in NFC with its spaces folded, or raise NameFault with reason and characters.

    White space around the name goes, as pasting adds it; inside, a tab or line end is a fault.
    """
    trimmed = text.strip(_EDGES)
    if not trimmed:
        raise NameFault(NameReason.EMPTY)
    if len(trimmed) > 4 * MAX_NAME:  # before normalising, whose cost grows with the square
        raise NameFault(NameReason.TOO_LONG)
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", trimmed))
    if len(name) > MAX_NAME:
        raise NameFault(NameReason.TOO_LONG)
    _refuse_characters(name)
    _refuse_stray_marks(name)
    if not any(unicodedata.category(c).startswith("L") for c in name):
        raise NameFault(NameReason.NO_LETTER)
    return name


def _refuse_characters(name: str) -> None:
    """Raise NameFault for the first kind of unprintable character, naming all of that kind."""
    reasons = [(_REFUSED.get(unicodedata.category(c)), c) for c in name]
    first = next((reason for reason, _ in reasons if reason), None)
    if first:
        found = dict.fromkeys(c for reason, c in reasons if reason is first)
        raise NameFault(first, "".join(found))


def _refuse_stray_marks(name: str) -> None:
    """Raise NameFault for marks that sit on nothing, or pile up on one letter."""
    on = MAX_MARKS
    for c in name:
        if not unicodedata.category(c).startswith("M"):
            on = MAX_MARKS if c == " " else 0
            continue
        on += 1
        if on > MAX_MARKS:
            raise NameFault(NameReason.STRAY_MARK, c)
