"""A certificate beside the least that ReportLab can do with the same fonts."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from bench.figures import Figure, medians, milliseconds
from elearn.documents import fonts
from elearn.documents.certificate import draw_certificate
from elearn.documents.ornament import qr_path
from elearn.documents.signing import make_key, read_key
from elearn.domain.certification import CertificateFacts, new_number

FONTS = (fonts.SANS, fonts.SANS_BOLD, fonts.SERIF, fonts.SERIF_BOLD, fonts.SERIF_ITALIC)
ROUNDS = 60
FACTS = CertificateFacts(
    number="7K3MQ9X2WBTAD",
    partnership="Northdale Safeguarding Children Partnership",
    person_name="Siân Ŵyn Łukasz-Nguyễn",
    module_title="Peter Connelly, Haringey, 2007",
    module_kind="case",
    module_version="1.0",
    content_hash="0" * 64,
    completed_on=date(2026, 3, 4),
    valid_until=date(2029, 3, 3),
    minutes=85,
    participatory_minutes=45,
    learning_outcomes=(
        "Explain why fathers and other men in a household are often missing from assessments",
        "Ask, record and check who is in the home and who has parental responsibility",
        "Recognise the risk and the protection that men can bring to a child’s life",
    ),
    signatory_name="Dr Amina Okafor",
    signatory_title="Independent Scrutineer",
    agency="Northdale Council",
    verify_url="https://learning.example.org/verify/7K3MQ9X2WBTAD",
    issued_on=date(2026, 3, 5),
)


def measure_certificate() -> list[Figure]:
    """Return how long a certificate takes beside a bare page, and its signature beside it."""
    lines = [
        FACTS.partnership, FACTS.module_title, FACTS.person_name, *FACTS.learning_outcomes
    ]  # fmt: skip
    ours, bare = medians(
        ROUNDS,
        milliseconds(draw_one),
        milliseconds(lambda: draw_bare_page(lines)),
    )
    drawn, seal = draw_one(), read_key(make_key("Northdale", FACTS.issued_on))
    signing, drawing = medians(
        ROUNDS,
        milliseconds(lambda: seal.sign(drawn, FACTS.issued_on)),
        milliseconds(draw_one),
    )
    return [
        Figure("Signing it (P-256)", "ms", signing, drawing, "drawing it", at_most=3),
        Figure("Certificate", "ms", ours, bare, "bare page, same fonts, QR", at_most=1.5),
    ]


def draw_one() -> bytes:
    """Return a certificate with a number, and so a QR code, of its own."""
    number = new_number()
    address = f"https://learning.example.org/verify/{number}"
    return draw_certificate(replace(FACTS, number=number, verify_url=address))


def draw_bare_page(lines: list[str]) -> bytes:
    """Return a page of a few lines in the fonts of the certificate, embedded, and a QR code."""
    buffer = BytesIO()
    with fonts.fonts_in_use():
        canvas = Canvas(buffer, pagesize=landscape(A4), invariant=1)
        for place, text in enumerate(lines):
            canvas.setFont(FONTS[place % len(FONTS)], 14)
            canvas.drawString(72, 500 - 30 * place, text)
        path, modules = qr_path(f"https://learning.example.org/verify/{new_number()}")
        canvas.addLiteral(f"{84 / modules:.5f} 0 0 {84 / modules:.5f} 686 116 cm\n{path}")
        canvas.showPage()
        canvas.save()
    return buffer.getvalue()
