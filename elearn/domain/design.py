"""How certificates look: a built-in design with a partnership's own names, pictures and words."""

import re
from dataclasses import dataclass, field, replace

from elearn.domain.errors import SnapshotFault

DESIGNS = ("classic-1", "plain-1")
LANGUAGES = ("en", "both")
LEAST_CONTRAST = 4.5
"""What WCAG 2.2 asks of text on its ground, here white paper."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a certificate says in one language around the name and the module."""

    title: str
    certifies: str
    completed: str


ENGLISH = Wording(
    "Certificate of completion", "This is to certify that", "has completed the module"
)
WELSH = Wording("Tystysgrif cwblhau", "Tystir drwy hyn fod", "wedi cwblhau’r modiwl")


@dataclass(frozen=True, slots=True)
class Signatory:
    """Someone who signs; ``image`` is the digest of their signature, if there is a picture."""

    name: str
    title: str
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a certificate wears, as it was at issue. Pictures are named by their SHA-256."""

    language: str = "en"
    main: str = "#0b4a53"
    accent: str = "#8a6420"
    english: Wording = ENGLISH
    welsh: Wording = WELSH
    logo: str | None = None
    agency_logo: str | None = None
    signature: str | None = None
    second: Signatory | None = None

    def __post_init__(self) -> None:
        """Refuse what no certificate can be drawn in: raises SnapshotFault."""
        if self.language not in LANGUAGES:
            raise SnapshotFault("language", "is not one of the languages")
        for name in ("main", "accent"):
            if not is_colour(getattr(self, name)):
                raise SnapshotFault(name, "is not a colour")

    def pictures(self) -> tuple[str, ...]:
        """Return the digests of all pictures on the page."""
        second = self.second.image if self.second else None
        named = (self.logo, self.agency_logo, self.signature, second)
        return tuple(digest for digest in named if digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One dated version of the certificates of a partnership; those issued keep theirs."""

    design: str
    partnership: str
    first: Signatory
    look: Look
    agencies: dict[str, str] = field(default_factory=dict)
    """The digest of the logo of each agency, by the code of its unit."""

    def look_for(self, agency: str | None) -> Look:
        """Return what a certificate of someone of that agency wears."""
        logo = self.agencies.get(agency) if agency else None
        return replace(self.look, agency_logo=logo, signature=self.first.image)


def contrast(one: str, other: str = "#ffffff") -> float:
    """Return the contrast ratio of two colours such as ``#0b4a53``, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as it is stored."""
    return _COLOUR.fullmatch(text) is not None


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
