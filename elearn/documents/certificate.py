"""The certificate: one A4 landscape page, drawn from the stored facts and nothing else."""

from dataclasses import dataclass, fields, replace
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

from elearn.documents import fonts, style
from elearn.documents.classic import draw_classic
from elearn.documents.dress import NONE, Dress
from elearn.documents.frame import PAGE
from elearn.documents.pictures import Pictures
from elearn.documents.plain import draw_plain
from elearn.documents.signing import Seal
from elearn.documents.tagging import TaggedCanvas
from elearn.domain.certification import CertificateFacts, format_number
from elearn.domain.errors import SnapshotFault

_DESIGNS = {"classic-1": draw_classic, "plain-1": draw_plain}
"""Every design ever in force, for a certificate is drawn again in the one it was issued in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a file says of itself: its title, author, subject, key words and date.

    The date is a fact of its own, never the clock's.
    """

    title: str
    author: str
    subject: str
    keywords: str
    dated: date


def draw_certificate(facts: CertificateFacts, pictures: Pictures = NONE) -> bytes:
    """Return the certificate as PDF; equal facts give equal bytes, in any process, on any day.

    Raises SnapshotFault for a design that is not known, NameFault for a name no font can draw.
    """
    buffer = BytesIO()
    with fonts.fonts_in_use():
        canvas = certificate_canvas(buffer, _about(facts))
        draw_certificate_page(canvas, facts, pictures)
        canvas.save()
    return buffer.getvalue()


def certificate_canvas(out: BinaryIO, about: About, *, sharing: bool = False) -> TaggedCanvas:
    """Return a canvas of certificates, whose only fonts are ours, for a file that says so much.

    With ``sharing`` what many pages draw is in the file once.
    """
    canvas = TaggedCanvas(
        out, lang=style.LANGUAGE, sharing=sharing, pagesize=PAGE, initialFontName=fonts.SANS
    )
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setKeywords(about.keywords)
    canvas.setCreator(style.CREATOR)
    canvas.setDateFormatter(lambda *_: style.pdf_date(about.dated))
    return canvas


def issued_certificate(
    facts: CertificateFacts, seal: Seal | None, pictures: Pictures = NONE
) -> bytes:
    """Return the certificate as it is handed out: signed, where there is a key to sign with."""
    drawn = draw_certificate(facts, pictures)
    return drawn if seal is None else seal.sign(drawn, facts.issued_on)


def draw_certificate_page(
    canvas: TaggedCanvas, facts: CertificateFacts, pictures: Pictures = NONE
) -> None:
    """Draw a certificate as the next page of a canvas, while the fonts are in use."""
    draw = _DESIGNS.get(facts.design)
    if draw is None:
        raise SnapshotFault("design", f"{facts.design!r} is not known")
    with canvas.element("Sect"):
        draw(canvas, _printable(facts), Dress(facts.look, pictures))
    canvas.showPage()


def _about(facts: CertificateFacts) -> About:
    """Return what the file of one certificate says of itself."""
    return About(
        title=f"Certificate of completion: {facts.module_title}, {facts.person_name}",
        author=facts.partnership,
        subject=f"{facts.person_name} completed {facts.module_title}",
        keywords=f"certificate {format_number(facts.number)}",
        dated=facts.issued_on,
    )


def _printable(facts: CertificateFacts) -> CertificateFacts:
    """Return the facts in letters the fonts have; a person's name is never altered."""
    fonts.require_drawable(facts.person_name)
    ours: dict[str, Any] = {
        field.name: fonts.drawable(value)
        for field in fields(facts)
        if isinstance(value := getattr(facts, field.name), str)
        and field.name not in {"person_name", "number", "verify_url"}
    }
    outcomes = tuple(map(fonts.drawable, facts.learning_outcomes))
    return replace(facts, learning_outcomes=outcomes, **ours)
