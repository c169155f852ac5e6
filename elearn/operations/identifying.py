"""What in a text looks as if it identifies a real person, so that its author can think again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type
from stdnum.gb import nhs

HELPLINES = frozenset({PhoneNumberType.TOLL_FREE, PhoneNumberType.UAN, PhoneNumberType.SHARED_COST})
NHS_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# Of an area that there is, so that few other words with digits look like one. The inward half never
# has C, I, K, M, O or V; a small ordinal is none, though it would fit: "the B12 2nd exit".
_AREAS = (
    "A[BL]|B[ABDFHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE"
    "|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]"
    "|UB|W[ACDFNRSV]?|YO|ZE"
)
POSTCODE = re.compile(
    rf"\b(?:(?i:GIR ?0AA)|(?i:{_AREAS})\d(?i:[A-HJKMNP-Y\d])? ?(?!\d(?:st|nd|rd|th)\b)"
    r"\d(?i:[ABD-HJLNP-UW-Z]{2}))\b"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}[/. -]\d{{1,2}}[/. -](?:\d{{4}}|\d{{2}})(?!\d)|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?:\d{{4}}|\d{{2}})(?!\d))"
)
# A date alone may be of a meeting; beside a word for birth it is of a person.
BIRTH = re.compile(
    rf"(?:\b(?:d\.?o\.?b\.?|born|birth|birthday|birthdate)(?!\w)[^.!?\n]{{0,30}}?(?P<after>{_DATE})"
    rf"|(?P<before>{_DATE})[^.!?\n]{{0,15}}?\b(?:d\.?o\.?b\b|birthday|birth\b))",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What a fragment looks like."""

    NHS_NUMBER = "nhs_number"
    DATE_OF_BIRTH = "date_of_birth"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True, order=True)
class Fragment:
    """A piece of a text that looks as if it identifies someone."""

    kind: Kind
    text: str


def identifying(text: str, known: str = "") -> tuple[Fragment, ...]:
    """Return what looks identifying in a text, each fragment once, in order of its first letter.

    What stands in ``known`` already is left out: its author was asked about it before. Telephone
    numbers are those that the UK's numbering plan can have; NHS numbers those whose check digit is
    right (NHS Data Dictionary, NHS NUMBER).
    """
    before = set(_found(known)) if known else set()
    places: dict[Fragment, int] = {}
    for fragment in _found(text):
        if fragment not in before:
            places.setdefault(fragment, text.find(fragment.text))
    return tuple(sorted(places, key=lambda fragment: (places[fragment], fragment)))


def _found(text: str) -> Iterator[Fragment]:
    numbers = {match[0] for match in NHS_NUMBER.finditer(text) if nhs.is_valid(match[0])}
    yield from (Fragment(Kind.NHS_NUMBER, number) for number in numbers)
    for call in PhoneNumberMatcher(text, "GB", leniency=Leniency.VALID):
        if call.raw_string not in numbers and number_type(call.number) not in HELPLINES:
            yield Fragment(Kind.PHONE, call.raw_string)
    yield from (Fragment(Kind.EMAIL, match[0]) for match in EMAIL.finditer(text))
    yield from (Fragment(Kind.POSTCODE, match[0]) for match in POSTCODE.finditer(text))
    for match in BIRTH.finditer(text):
        yield Fragment(Kind.DATE_OF_BIRTH, match["after"] or match["before"])
