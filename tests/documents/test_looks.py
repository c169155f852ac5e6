"""Certificates in a design made by page: logos, signatures, colours, words, and the same bytes."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from elearn.documents.certificate import draw_certificate
from elearn.domain.certification import CertificateFacts
from elearn.domain.design import WELSH, Look, Signatory, Wording
from elearn.domain.errors import SnapshotFault
from elearn.pictures import LARGEST, LONGEST_SIDE, UnusablePicture, check_picture
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


def image(colour: str = "#204060", size: tuple[int, int] = (300, 120), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


LOGO, AGENCY, FIRST, SECOND = (
    check_picture(image(colour)) for colour in ("#204060", "#602020", "#101010", "#303030")
)
PICTURES = {one.digest: one.content for one in (LOGO, AGENCY, FIRST, SECOND)}
LOOK = Look(
    language="both",
    main="#5b1a3a",
    accent="#7a4a00",
    logo=LOGO.digest,
    agency_logo=AGENCY.digest,
    signature=FIRST.digest,
    second=Signatory("Chief Supt Rhys Ŵyn", "Policing lead", SECOND.digest),
)
DESIGNS = pytest.mark.parametrize("design", ["classic-1", "plain-1"])


def drawn(design: str, look: Look = LOOK, **changes: Any) -> bytes:
    return draw_certificate(certificate_facts(design=design, look=look, **changes), PICTURES)


@DESIGNS
def test_a_snapshot_with_a_look_is_read_back_and_draws_the_same_bytes(design: str) -> None:
    facts = certificate_facts(design=design, look=LOOK)
    again = CertificateFacts.from_json(facts.to_json())
    assert again == facts
    assert draw_certificate(again, PICTURES) == draw_certificate(facts, PICTURES)


def test_a_snapshot_without_a_look_is_stored_as_it_always_was() -> None:
    assert "look" not in certificate_facts().to_json()
    assert '"snapshot":1' in certificate_facts().to_json()


@pytest.mark.parametrize("broken", [3, {}, {"language": "en"}])
def test_a_broken_look_is_named(broken: object) -> None:
    text = certificate_facts(look=LOOK).to_json()
    at, end = text.index('"look":') + 7, text.index(',"minutes"')
    damaged = text[:at] + str(broken).replace("'", '"') + text[end:]
    with pytest.raises(SnapshotFault, match="look"):
        CertificateFacts.from_json(damaged)


def test_what_is_wrong_inside_a_look_is_named_by_its_place() -> None:
    text = certificate_facts(look=LOOK).to_json().replace('"certifies":', '"cerifies":', 1)
    with pytest.raises(SnapshotFault, match=r"look\.english\.cerifies: is not known"):
        CertificateFacts.from_json(text)


@DESIGNS
def test_pictures_are_in_the_file_once_with_words_for_each(design: str) -> None:
    with pikepdf.open(BytesIO(drawn(design))) as pdf:
        said = {
            str(o["/Alt"]) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        }
        images = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]
        pixels = {pikepdf.PdfImage(o).as_pil_image().getpixel((5, 5)) for o in images}
    assert {
        "Logo of Borsetshire Safeguarding Children Partnership",
        "Logo of Borsetshire County Council",
        "Signature of Dr Margaret Oyelaran",
        "Signature of Chief Supt Rhys Ŵyn",
    } <= said
    assert len(images) == 4
    assert (0x20, 0x40, 0x60) in pixels


@DESIGNS
@pytest.mark.parametrize("language", ["en", "both"])
@pytest.mark.parametrize("words", [{}, {"learning_outcomes": OUTCOMES}, LONG_WORDS])
@pytest.mark.parametrize("name", ["X", "Ọ̀ṣọ́ Ẹ̀bùn", "W" * 120])
def test_nothing_overlaps(design: str, language: str, words: dict[str, Any], name: str) -> None:
    look = Look(
        language=language, logo=LOOK.logo, agency_logo=LOOK.agency_logo, signature=LOOK.signature,
        second=Signatory("A" * 60, "Title " * 20, SECOND.digest),
        english=Wording(*["Wide " * 12] * 3), welsh=Wording(*["Llydan " * 8] * 3),
    )  # fmt: skip
    assert overlaps(text_boxes(drawn(design, look, person_name=name, **words))) == []


@DESIGNS
def test_a_checker_of_pdf_ua_finds_nothing(design: str, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(drawn(design))
    assert [f"{f.rule_id}: {f.message}" for f in pdfua.validate(str(path)).findings] == []


@DESIGNS
def test_its_code_scans_in_grey(design: str) -> None:
    [code] = zxingcpp.read_barcodes(picture(drawn(design)))
    assert code.text == f"https://learning.example.org/verify/{NUMBER}"


@DESIGNS
def test_welsh_stands_there_only_where_it_is_wanted(design: str) -> None:
    assert WELSH.title in texts(drawn(design))[0]
    assert WELSH.title not in texts(drawn(design, Look(language="en")))[0]


def test_a_picture_that_is_not_kept_is_named() -> None:
    with pytest.raises(SnapshotFault, match="picture"):
        draw_certificate(certificate_facts(look=LOOK), {})


def test_a_picture_is_drawn_anew_and_nothing_travels_with_it() -> None:
    sent = image(size=(2000, 500)) + b"<script>hidden</script>"
    kept = check_picture(sent)
    assert b"hidden" not in kept.content
    with Image.open(BytesIO(kept.content)) as read:
        assert (read.format, read.mode, max(read.size)) == ("PNG", "RGB", LONGEST_SIDE)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_png_and_jpeg_are_taken_whatever_they_are_called(kind: str) -> None:
    assert check_picture(image(kind=kind)).content.startswith(b"\x89PNG")


def test_what_is_see_through_is_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(check_picture(out.getvalue()).content)) as read:
        assert read.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"no picture at all", "not_an_image"),
        (image()[:60], "not_an_image"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "svg"),
        (image() + b"\0" * LARGEST, "too_large"),
        (image(size=(6000, 6000)), "too_many_pixels"),
        (image(kind="GIF"), "not_an_image"),
    ],
    ids=["empty", "text", "cut off", "svg", "too large", "bomb", "gif"],
)
def test_what_is_no_use_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnusablePicture) as refused:
        check_picture(content)
    assert refused.value.reason == reason
