"""What a certificate wears: the words, colours and pictures of its look, or the shipped ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color, HexColor

from elearn.documents import fonts, style
from elearn.documents.frame import PAGE
from elearn.documents.pictures import Pictures, draw_picture
from elearn.documents.style import Type
from elearn.documents.tagging import TaggedCanvas
from elearn.domain.certification import CertificateFacts
from elearn.domain.design import ENGLISH, WELSH, Look, Signatory, Wording

LOGO_WIDTH, LOGO_HEIGHT, LOGO_BOTTOM = 112.0, 50.0, 478.0
BETWEEN_LOGOS = 14.0
NONE: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class Dress:
    """The look of one certificate as it is drawn; without a look it is what was shipped."""

    look: Look | None
    pictures: Pictures

    @property
    def main(self) -> Color:
        """Return the colour of heads and rules."""
        return HexColor(self.look.main) if self.look else style.TEAL

    @property
    def accent(self) -> Color:
        """Return the colour of what is small and ornamental."""
        return HexColor(self.look.accent) if self.look else style.ACCENT

    @property
    def english(self) -> Wording:
        """Return the words in English."""
        return _drawable(self.look.english) if self.look else ENGLISH

    @property
    def welsh(self) -> Wording:
        """Return the words in Welsh."""
        return _drawable(self.look.welsh) if self.look else WELSH

    @property
    def bilingual(self) -> bool:
        """Return whether Welsh stands beside English."""
        return self.look is None or self.look.language == "both"

    @property
    def logos(self) -> tuple[str, ...]:
        """Return the digests of the logos at the head."""
        if self.look is None:
            return ()
        return tuple(d for d in (self.look.logo, self.look.agency_logo) if d)

    def coloured(self, type_: Type) -> Type:
        """Return a type in the main colour."""
        return replace(type_, colour=self.main)

    def logo_words(self, facts: CertificateFacts) -> tuple[tuple[str, str], ...]:
        """Return each logo's digest and the words for it."""
        if self.look is None:
            return ()
        named = (
            (self.look.logo, facts.partnership),
            (self.look.agency_logo, facts.agency or facts.partnership),
        )
        return tuple((digest, f"Logo of {name}") for digest, name in named if digest)

    def signatories(self, facts: CertificateFacts) -> tuple[Signatory, ...]:
        """Return who signs: one person or two."""
        first = Signatory(facts.signatory_name, facts.signatory_title)
        if self.look is None:
            return (first,)
        first, second = replace(first, image=self.look.signature), self.look.second
        if second is None:
            return (first,)
        name, title = fonts.drawable(second.name), fonts.drawable(second.title)
        return (first, replace(second, name=name, title=title))


def draw_logos(
    canvas: TaggedCanvas, dress: Dress, facts: CertificateFacts, left: float, *, apart: bool
) -> None:
    """Draw the logos at the head: one at either side, or both at the right."""
    right = PAGE[0] - left - LOGO_WIDTH
    words = dress.logo_words(facts)
    for place, (digest, said) in enumerate(words):
        back = len(words) - 1 - place
        x = (left, right)[place] if apart else right - back * (LOGO_WIDTH + BETWEEN_LOGOS)
        side = place if apart else 1
        box = (x, LOGO_BOTTOM, LOGO_WIDTH, LOGO_HEIGHT)
        draw_picture(canvas, dress.pictures, digest, box, said, side)


def head_room(dress: Dress, *, apart: bool) -> float:
    """Return how much of the measure the logos take from the words at the head."""
    taken = len(dress.logos) * (LOGO_WIDTH + BETWEEN_LOGOS)
    return 2 * (LOGO_WIDTH + BETWEEN_LOGOS) if apart and taken else taken


def _drawable(wording: Wording) -> Wording:
    return Wording(
        fonts.drawable(wording.title), fonts.drawable(wording.certifies),
        fonts.drawable(wording.completed),
    )  # fmt: skip
