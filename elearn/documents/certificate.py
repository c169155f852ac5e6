"""The certificate: one A4 landscape page, drawn from the stored facts and nothing else."""

from dataclasses import fields, replace
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from elearn.documents import fonts, style
from elearn.documents.classic import PAGE, draw_classic
from elearn.domain.certification import CertificateFacts, format_number
from elearn.domain.errors import SnapshotFault

_DESIGNS = {"classic-1": draw_classic}
"""Every design ever in force, for a certificate is drawn again in the one it was issued in."""


def draw_certificate(facts: CertificateFacts) -> bytes:
    """Return the certificate as PDF; equal facts give equal bytes, in any process, on any day.

    Raises SnapshotFault for a design that is not known, NameFault for a name no font can draw.
    """
    buffer = BytesIO()
    with fonts.fonts_in_use():
        canvas = Canvas(
            buffer,
            pagesize=PAGE,
            invariant=1,
            lang=style.LANGUAGE,
            initialFontName=fonts.SANS,  # type: ignore[arg-type]  # the stub says float
        )
        _describe(canvas, facts)
        draw_certificate_page(canvas, facts)
        canvas.save()
    return buffer.getvalue()


def draw_certificate_page(canvas: Canvas, facts: CertificateFacts) -> None:
    """Draw a certificate as the next page of a canvas, while the fonts are in use."""
    draw = _DESIGNS.get(facts.design)
    if draw is None:
        raise SnapshotFault("design", f"{facts.design!r} is not known")
    draw(canvas, _printable(facts))
    canvas.showPage()


def _describe(canvas: Canvas, facts: CertificateFacts) -> None:
    """Set the document's own facts; its date is the day of issue, never the clock's."""
    canvas.setTitle(f"Certificate of completion: {facts.module_title}, {facts.person_name}")
    canvas.setAuthor(facts.partnership)
    canvas.setSubject(f"{facts.person_name} completed {facts.module_title}")
    canvas.setKeywords(f"certificate {format_number(facts.number)}")
    canvas.setCreator(style.CREATOR)
    canvas.setDateFormatter(lambda *_: style.pdf_date(facts.issued_on))
    canvas.setViewerPreference("DisplayDocTitle", "true")


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
