"""Certificates: their numbers, the facts they state, and whether they stand on a given day."""

import json
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from elearn.domain.design import Look, read_look
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

_DATES = frozenset({"completed_on", "valid_until", "issued_on"})
_OPTIONAL = frozenset({"valid_until", "agency"})
_WHOLE = frozenset({"minutes", "participatory_minutes"})


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
    return "-".join(number[start : start + 4] for start in range(0, len(number), 4))


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
        if any(isinstance(getattr(self, name), datetime) for name in _DATES):
            raise SnapshotFault("completed_on", "and the other dates are days without a time")
        if self.valid_until is not None and self.valid_until < self.completed_on:
            raise SnapshotFault("valid_until", "is before the completion")

    def to_json(self) -> str:
        """Return the canonical snapshot: equal facts give equal text, in ASCII, keys sorted."""
        values = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        if self.look is None:
            del values["look"]
        version = SNAPSHOT if self.look is None else WITH_A_LOOK
        return json.dumps(values | {"snapshot": version}, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "CertificateFacts":
        """Return the facts that ``to_json`` stored, or raise SnapshotFault naming the key."""
        values = _object(text)
        version = values.pop("snapshot", None)
        if version not in {SNAPSHOT, WITH_A_LOOK} or isinstance(version, bool):
            raise SnapshotFault("snapshot", f"is {version!r}, not {SNAPSHOT}")
        names = [f.name for f in fields(cls) if f.name != "look" or version == WITH_A_LOOK]
        for key in values.keys() ^ set(names):
            raise SnapshotFault(key, "is missing" if key in names else "is not known")
        facts: dict[str, Any] = {name: _read(name, values[name]) for name in names}
        return cls(**facts)


def _plain(value: object) -> object:
    """Return a value as JSON can hold it."""
    if isinstance(value, Look):
        return asdict(value)
    return value.isoformat() if isinstance(value, date) else value


def _object(text: str) -> dict[str, Any]:
    """Return the JSON object in a text, or raise SnapshotFault."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise SnapshotFault("snapshot", "is not JSON") from None
    if not isinstance(values, dict):
        raise SnapshotFault("snapshot", "is not an object")
    return values


def _read(name: str, value: object) -> object:
    """Return one stored value in its own type, or raise SnapshotFault."""
    if value is None and name in _OPTIONAL:
        return None
    if name in _DATES:
        return _read_date(name, value)
    if name == "look":
        return read_look(value)
    if name == "learning_outcomes":
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise SnapshotFault(name, "is not a list of texts")
    wanted = int if name in _WHOLE else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise SnapshotFault(name, f"is not {'a whole number' if wanted is int else 'text'}")
    return value


def _read_date(name: str, value: object) -> date:
    """Return a stored day, or raise SnapshotFault."""
    try:
        day = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise SnapshotFault(name, "is not a date") from None
    if day.isoformat() != value:
        raise SnapshotFault(name, "is not a date as YYYY-MM-DD")
    return day


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
