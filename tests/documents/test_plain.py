"""The plain design: everything in both languages, nothing overlapping, and a code that scans."""

from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import zxingcpp

from elearn.documents import layout
from elearn.documents.certificate import draw_certificate
from elearn.documents.plain import welsh_date
from tests.documents.samples import (
    NUMBER,
    OUTCOMES,
    certificate_facts,
    overlaps,
    picture,
    text_boxes,
    texts,
)
from tests.documents.test_certificate import LONG_WORDS


def plain(**changes: Any) -> bytes:
    return draw_certificate(certificate_facts(design="plain-1", **changes))


@pytest.mark.parametrize(
    "said",
    [
        "Certificate of completion Tystysgrif cwblhau",
        "Siân Ŵyn Łukasz-Nguyễn",
        "Completed on 4 March 2026 Cwblhawyd ar 4 Mawrth 2026",
        "Valid until 3 March 2029 Yn ddilys tan 3 Mawrth 2029",
        "1 hour 25 minutes, 45 participatory Amser DPP 85 munud, 45 yn gyfranogol",
        "Gwiriwch y rhif yn learning.example.org/verify",
        "7K3M-Q9X2-WBTA-D",
    ],
)
def test_it_says(said: str) -> None:
    assert said in texts(plain())[0]


def test_no_expiry_is_said_in_both_languages() -> None:
    assert "No expiry Yn ddilys tan Dim dyddiad dod i ben" in texts(plain(valid_until=None))[0]


@pytest.mark.parametrize("name", ["X", "Ọ̀ṣọ́ Ẹ̀bùn", "Ann " * 17 + "Jo", "W" * 120, "Wwww " * 24])
@pytest.mark.parametrize("words", [{}, {"learning_outcomes": OUTCOMES}, LONG_WORDS])
def test_nothing_overlaps_or_leaves_its_margins(name: str, words: dict[str, Any]) -> None:
    boxes = text_boxes(plain(person_name=name.strip(), **words))
    assert overlaps(boxes) == []
    assert min(box[0] for box in boxes) >= layout.LEFT - 1
    assert max(box[2] for box in boxes) <= layout.RIGHT + 1
    assert min(box[1] for box in boxes) >= 40


def test_its_code_scans() -> None:
    [code] = zxingcpp.read_barcodes(picture(plain()))
    assert code.text == f"https://learning.example.org/verify/{NUMBER}"


def test_welsh_is_marked_as_welsh() -> None:
    with pikepdf.open(BytesIO(plain())) as pdf:
        spoken = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o
                  and str(o.get("/Lang", "")) == "cy"]  # fmt: skip
        assert len(spoken) == 9


@pytest.mark.parametrize("month", range(1, 13))
def test_a_welsh_day_has_its_own_month(month: int) -> None:
    assert len({welsh_date(date(2026, one, 1)) for one in (month, month % 12 + 1)}) == 2
