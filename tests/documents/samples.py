"""Made-up facts to draw, and how to read a PDF back."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import combinations
from typing import Any

import pypdfium2
import pypdfium2.raw
from PIL import Image

from elearn.domain.certification import CertificateFacts

NUMBER = "7K3MQ9X2WBTAD"
OUTCOMES = (
    "Explain why fathers and other men in a household are often missing from assessments",
    "Ask, record and check who is in the home and who has parental responsibility",
    "Recognise the risk and the protection that men can bring to a child’s life",
    "Use information from every agency when assessing a man’s history, including domestic abuse, "
    "substance misuse and previous involvement with children’s services",
    "Challenge a plan that leaves a father or partner out, and record the answer you were given",
    "Name the local procedure for seeking information about men who move between households",
)

Box = tuple[float, float, float, float]


def certificate_facts(**changes: Any) -> CertificateFacts:
    """Return the facts of a made-up certificate, with changes."""
    number = changes.get("number", NUMBER)
    values: dict[str, Any] = {
        "number": number,
        "partnership": "Borsetshire Safeguarding Children Partnership",
        "person_name": "Siân Ŵyn Łukasz-Nguyễn",
        "module_title": "Absent men",
        "module_kind": "theme",
        "module_version": "2.1",
        "content_hash": "3f9a1c2b7d1e44aa",
        "completed_on": date(2026, 3, 4),
        "valid_until": date(2029, 3, 3),
        "minutes": 85,
        "participatory_minutes": 45,
        "learning_outcomes": OUTCOMES[:3],
        "signatory_name": "Dr Margaret Oyelaran",
        "signatory_title": "Independent Chair and Scrutineer",
        "agency": "Borsetshire County Council",
        "verify_url": f"https://learning.example.org/verify/{number}",
        "issued_on": date(2026, 3, 5),
    }
    return CertificateFacts(**(values | changes))


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF and close it again."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def texts(pdf: bytes) -> list[str]:
    """Return the text of each page, its line ends as single spaces."""
    with opened(pdf) as document:
        pages = (document[i].get_textpage().get_text_bounded() for i in range(len(document)))
        return [" ".join(page.split()) for page in pages]


def metadata(pdf: bytes) -> dict[str, str]:
    """Return what the file says of itself."""
    with opened(pdf) as document:
        return dict(document.get_metadata_dict())


def text_boxes(pdf: bytes) -> list[Box]:
    """Return where each run of text on the first page has ink: left, bottom, right, top."""
    with opened(pdf) as document:
        runs = document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
        return [run.get_bounds() for run in runs]


def overlaps(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Return the pairs of boxes that share ink, beyond a hair."""
    return [
        (a, b)
        for a, b in combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.1 and min(a[3], b[3]) - max(a[1], b[1]) > 0.1
    ]


def picture(pdf: bytes, scale: float = 2) -> Image.Image:
    """Return the first page as an image, ``scale`` pixels to a point."""
    with opened(pdf) as document:
        drawn: Image.Image = document[0].render(scale=scale).to_pil().convert("L")
        copy = io.BytesIO()
        drawn.save(copy, "PNG")
    return Image.open(copy)
