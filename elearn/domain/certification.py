"""Certificates: their numbers, the facts they state, and whether they stand on a given day."""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from elearn.domain import snapshots
from elearn.domain.design import Look
from elearn.domain.errors import SnapshotFault

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford base32: no I, L, O or U."""
LENGTH = 13
"""Twelve characters at random, 60 bits, and one check character."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKALIKE = str.maketrans("OIL", "011")
# Each character stands for an element of the field GF(32); a number is well formed when the
# polynomial with its characters as coefficients is zero at a generator of the field. Every place
# then has its own non-zero weight, so one check character inside the same alphabet catches every
# wrong character, every swap of two (adjacent or not) and every pair of twins mistyped as another.
# ISO 7064 would need a 33rd or 37th symbol for the same, and Luhn modulo 32 lets some swaps pass.
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive over GF(2): powers of x run through all 31 elements
_TOP = 0b10000
_MOST_TYPED = 100

SNAPSHOT = 1
"""The shape of the stored JSON; raised when a field is added, so that old ones still read."""
WITH_A_LOOK = 2
"""The shape of those issued under a design that was made by page."""

FORMS = {SNAPSHOT: ("look",), WITH_A_LOOK: ()}
"""Every form that can be read, with the fields that it does not have."""


def new_number(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a number that nobody can guess: 60 random bits and a check character."""
    body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
    return body + ALPHABET[_times_x(_remainder(body))]


def is_number(text: str) -> bool:
    """Return whether a text is a number exactly as it is stored."""
    if len(text) != LENGTH or not all(character in _VALUE for character in text):
        return False
    return _remainder(text) == 0


def normalise_number(typed: str) -> str | None:
    """Return the number that someone typed, or None if no number reads so.

    Forgives case, spaces and dashes of any kind anywhere, O for 0, and I or L for 1.
    """
    if len(typed) > _MOST_TYPED:
        return None
    kept = "".join(c for c in typed if not _is_filler(c))
    if not kept.isascii():
        return None
    number = kept.upper().translate(_LOOKALIKE)
    return number if is_number(number) else None


def format_number(number: str) -> str:
    """Return a number as printed: in groups of four with dashes between."""
    return f"{number[:4]}-{number[4:8]}-{number[8:12]}-{number[12:]}"  # a matrix has a thousand


def _remainder(text: str) -> int:
    """Return the polynomial with these coefficients at x, by Horner's rule; 0 is well formed."""
    remainder = 0
    for character in text:
        remainder = _times_x(remainder) ^ _VALUE[character]
    return remainder


def _times_x(element: int) -> int:
    """Return a field element multiplied by the generator x."""
    return (element << 1) ^ (_FIELD if element & _TOP else 0)


def _is_filler(character: str) -> bool:
    """Return whether a character is white space, a dash or an invisible, however it was pasted."""
    if character.isspace() or character in "\u2212\u02d7_.":
        return True
    return unicodedata.category(character) in {"Pd", "Cf", "Cc"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """Everything a certificate says, as it was at issue; the PDF is drawn from nothing else.

    ``valid_until`` is the last valid day. ``minutes`` is all CPD time and includes
    ``participatory_minutes``. ``verify_url`` is absolute and ends with the number.
    Raises SnapshotFault where the facts contradict each other.
    """

    number: str
    partnership: str
    person_name: str
    module_title: str
    module_kind: str
    module_version: str
    content_hash: str
    completed_on: date
    valid_until: date | None
    minutes: int
    participatory_minutes: int
    learning_outcomes: tuple[str, ...]
    signatory_name: str
    signatory_title: str
    agency: str | None
    verify_url: str
    issued_on: date
    design: str = "classic-1"
    look: Look | None = None

    def __post_init__(self) -> None:
        """Refuse facts that no certificate may state."""
        if not is_number(self.number):
            raise SnapshotFault("number", "is not a certificate number")
        if not self.verify_url.endswith(self.number):
            raise SnapshotFault("verify_url", "does not end with the number")
        if not 0 <= self.participatory_minutes <= self.minutes:
            raise SnapshotFault("participatory_minutes", "is not between 0 and all minutes")
        days = (self.completed_on, self.valid_until, self.issued_on)
        if any(isinstance(day, datetime) for day in days):
            raise SnapshotFault("completed_on", "and the other dates are days without a time")
        if self.valid_until is not None and self.valid_until < self.completed_on:
            raise SnapshotFault("valid_until", "is before the completion")

    def to_json(self) -> str:
        """Return the canonical snapshot: equal facts give equal text, in ASCII, keys sorted."""
        if self.look is None:
            return snapshots.to_json(self, SNAPSHOT, FORMS[SNAPSHOT])
        return snapshots.to_json(self, WITH_A_LOOK)

    @classmethod
    def from_json(cls, text: str) -> "CertificateFacts":
        """Return the facts that ``to_json`` stored, or raise SnapshotFault naming the key."""
        return snapshots.from_json(cls, text, FORMS)


class CertificateState(StrEnum):
    """What the verify page answers about a certificate that exists."""

    GENUINE = "genuine"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


def state_on(
    day: date, valid_until: date | None, superseded: bool, withdrawn: bool
) -> CertificateState:
    """Return how a certificate stands on a day: withdrawn before superseded before expired.

    ``valid_until`` is the last valid day, so a certificate expires the day after.
    """
    if withdrawn:
        return CertificateState.WITHDRAWN
    if superseded:
        return CertificateState.SUPERSEDED
    if valid_until is not None and day > valid_until:
        return CertificateState.EXPIRED
    return CertificateState.GENUINE
