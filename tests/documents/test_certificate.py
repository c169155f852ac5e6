"""The certificate: what it says, how it sits on the page, and that its bytes never change."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from reportlab.pdfbase.ttfonts import TTFontFace

from elearn.documents import classic, fonts, layout
from elearn.documents.certificate import draw_certificate
from elearn.domain.certification import CertificateFacts
from elearn.domain.errors import NameFault, SnapshotFault
from tests.documents.samples import (
    NUMBER,
    OUTCOMES,
    certificate_facts,
    metadata,
    opened,
    overlaps,
    picture,
    text_boxes,
    texts,
)

LONG_WORDS = {
    "partnership": "The Borsetshire, Felpersham and Loamshire Safeguarding Children Partnership "
    * 2,
    "module_title": "Children who pose a risk to others, and what every agency can do " * 3,
    "agency": "Borsetshire and Felpersham University Hospitals NHS Foundation Trust " * 3,
    "signatory_name": "Professor Dame Wilhelmina Featherstonehaugh-Cholmondeley of Ambridge",
    "signatory_title": "Independent Chair, Scrutineer and Convenor of the Partnership " * 3,
    "learning_outcomes": tuple(outcome * 4 for outcome in OUTCOMES),
    "minutes": 99_999,
    "participatory_minutes": 99_998,
}


def test_a_certificate_is_one_page_of_a4_landscape() -> None:
    with opened(draw_certificate(certificate_facts())) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx((841.89, 595.28), abs=0.01)


@pytest.mark.parametrize(
    "said",
    [
        "Borsetshire Safeguarding Children Partnership",
        "Certificate of completion",
        "Siân Ŵyn Łukasz-Nguyễn",
        "has completed the theme module Absent men",
        "Version 2.1 · content 3f9a1c2b7d1e",
        "Completed on 4 March 2026",
        "Valid until 3 March 2029",
        "CPD time 1 hour 25 minutes including 45 minutes participatory",
        "Agency Borsetshire County Council",
        *OUTCOMES[:3],
        "Dr Margaret Oyelaran",
        "Independent Chair and Scrutineer",
        "7K3M-Q9X2-WBTA-D",
        "Issued on 5 March 2026",
        "learning.example.org/verify",
    ],
)
def test_a_certificate_says(said: str) -> None:
    assert said in texts(draw_certificate(certificate_facts()))[0]


def test_a_certificate_without_an_end_says_no_expiry() -> None:
    [page] = texts(draw_certificate(certificate_facts(valid_until=None)))
    assert "Valid until No expiry" in page


def test_what_there_is_nothing_of_is_left_out() -> None:
    bare = certificate_facts(agency=None, participatory_minutes=0, learning_outcomes=())
    [page] = texts(draw_certificate(bare))
    assert not [word for word in ("Agency", "participatory", "outcomes") if word in page]


@pytest.mark.parametrize("kind", ["case", "theme", "overview"])
def test_the_kind_of_module_is_named(kind: str) -> None:
    [page] = texts(draw_certificate(certificate_facts(module_kind=kind)))
    assert f"has completed the {kind} module" in page


@pytest.mark.parametrize("letter", "ŵŷŴŶłŁşŞễẹɓɗƙħţțșřğıİẅẁẃṫāōʼ’ßøåþðΩЖ")
def test_every_letter_of_our_communities_is_really_drawn(letter: str) -> None:
    assert fonts.missing_letters(letter) == ""
    assert (
        f"Ann{letter}e"
        in texts(draw_certificate(certificate_facts(person_name=f"Ann{letter}e")))[0]
    )


def test_the_font_has_its_own_glyph_for_each_letter_and_never_the_black_box() -> None:
    name = "ŵŷłşễẹɓ"
    with pikepdf.open(BytesIO(draw_certificate(certificate_facts(person_name=name)))) as pdf:
        [font] = [
            f
            for f in pdf.pages[0].Resources.Font.values()
            if "SemiBold" in str(f.BaseFont) and "Serif" in str(f.BaseFont)
        ]
        embedded = TTFont(BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
        mapped = str(font.ToUnicode.read_bytes(), "ascii")
    cmap = embedded["cmap"].tables[0].cmap
    for letter in name:
        [code] = re.findall(rf"<(..)> <{ord(letter):04X}>", mapped)
        assert embedded.getGlyphID(cmap[int(code, 16)]) != 0


@pytest.mark.parametrize("name", ["Ọ̀", "M̀", "Ẹ̀"])
def test_a_mark_above_a_capital_is_clear_of_it(name: str) -> None:
    boxes = text_boxes(draw_certificate(certificate_facts(person_name=name)))
    capital, mark = boxes[3:5]
    assert capital[0] < mark[0] < mark[2] < capital[2]
    assert mark[1] > capital[3] - 0.5


@pytest.mark.parametrize("name", ["Ọ̀ṣọ́ Ẹ̀bùn", "Ọláńrewájú Adéyẹ́mí"])
def test_a_name_with_marks_reads_back_whole(name: str) -> None:
    assert f"that {name} has" in texts(draw_certificate(certificate_facts(person_name=name)))[0]


def test_a_name_no_font_can_draw_is_refused_with_the_letters_named() -> None:
    with pytest.raises(NameFault) as caught:
        draw_certificate(certificate_facts(person_name="Li 李 שרה"))
    assert caught.value.characters == "李שרה"


def test_a_symbol_in_our_own_words_never_stops_a_certificate() -> None:
    [page] = texts(draw_certificate(certificate_facts(module_title="Risk → harm ≥ 3 ✓ 李")))
    assert "Risk – harm >= 3 • ?" in page


@pytest.mark.parametrize(
    "name",
    [
        "X",
        "Jo Li",
        "Siân Ŵyn Łukasz-Nguyễn",
        "Alexandrina Featherstonehaugh-Cholmondeley de la Croix-Montgomery Jone",
        "W" * 70,
        "W" * 71,
        "Maria Theresa Wilhelmina Alexandrina Featherstonehaugh Cholmondeley de la Croix "
        "Montgomery Okonkwo Nguyễn Thị Minh Kháiị",
        "W" * 120,
        "Ễg" * 60,
        "Wwww Wwww " * 11 + "Wwww Wwww",
    ],
)
@pytest.mark.parametrize("words", [{}, {"learning_outcomes": OUTCOMES}, LONG_WORDS])
def test_nothing_overlaps_or_leaves_its_margins(name: str, words: dict[str, Any]) -> None:
    assert len(name) in {1, 5, 22, 70, 71, 119, 120}
    boxes = text_boxes(draw_certificate(certificate_facts(person_name=name, **words)))
    assert overlaps(boxes) == []
    assert min(box[0] for box in boxes) >= layout.LEFT - 1
    assert max(box[2] for box in boxes) <= layout.RIGHT + 1
    assert not [box for box in boxes if box[1] < classic.STRIP_TOP + 14 < box[3]]
    assert min(box[1] for box in boxes) >= 50
    assert max(box[3] for box in boxes) <= 595.28 - 50


def test_a_name_of_70_characters_keeps_to_one_line_and_of_120_takes_two_in_balance() -> None:
    seventy = ("Alexandra " * 7).strip() + "s"
    assert seventy in texts(draw_certificate(certificate_facts(person_name=seventy)))[0]
    lines = classic._name_lines(("Alexandra " * 12).strip())
    assert [line.text.count("Alexandra") for line in lines] == [6, 6]
    assert len(classic._name_lines(seventy)) == 1


def test_six_outcomes_are_all_there_in_full() -> None:
    [page] = texts(draw_certificate(certificate_facts(learning_outcomes=OUTCOMES)))
    assert [outcome for outcome in OUTCOMES if outcome not in page] == []


def test_outcomes_that_cannot_fit_end_in_an_ellipsis() -> None:
    many = tuple(f"{number} {'and so on ' * 40}" for number in range(9))
    [page] = texts(draw_certificate(certificate_facts(learning_outcomes=many)))
    assert page.count("…") == 6


def test_the_qr_code_on_the_page_leads_to_the_verify_address() -> None:
    facts = certificate_facts()
    [code] = zxingcpp.read_barcodes(picture(draw_certificate(facts)))
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.text == facts.verify_url


def test_a_long_verify_address_still_scans_from_a_coarse_print() -> None:
    url = f"https://learning.{'borsetshire-safeguarding.' * 4}example.org/verify/{NUMBER}"
    [code] = zxingcpp.read_barcodes(picture(draw_certificate(certificate_facts(verify_url=url))))
    assert code.text == url


def test_the_qr_code_is_also_a_link() -> None:
    with pikepdf.open(BytesIO(draw_certificate(certificate_facts()))) as pdf:
        [link] = pdf.pages[0].Annots
        assert str(link.A.URI) == certificate_facts().verify_url


def test_equal_facts_give_equal_bytes_and_other_facts_other_bytes() -> None:
    first = draw_certificate(certificate_facts())
    assert draw_certificate(certificate_facts()) == first
    assert draw_certificate(certificate_facts(minutes=86)) != first


def test_the_bytes_are_the_same_in_another_process_on_a_later_day_elsewhere() -> None:
    facts = certificate_facts()
    script = (
        "import sys, time; time.time = lambda: 4e9; "
        "from elearn.documents.certificate import draw_certificate; "
        "from elearn.domain.certification import CertificateFacts; "
        "facts = CertificateFacts.from_json(sys.stdin.buffer.read().decode()); "
        "sys.stdout.buffer.write(draw_certificate(facts))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=facts.to_json().encode(),
        capture_output=True,
        check=True,
        env=os.environ | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
    )
    assert done.stdout == draw_certificate(facts)


def test_a_font_is_only_read_while_no_other_thread_may_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken_by_another: list[bool] = []
    subset = TTFontFace.makeSubset

    def watched(face: TTFontFace, letters: list[int]) -> bytes:
        with ThreadPoolExecutor(1) as pool:
            taken_by_another.append(pool.submit(fonts._lock.acquire, blocking=False).result())
        return subset(face, letters)

    monkeypatch.setattr(TTFontFace, "makeSubset", watched)
    draw_certificate(certificate_facts())
    assert taken_by_another == [False] * 5


def test_the_bytes_are_the_same_whatever_other_threads_draw() -> None:
    several = [certificate_facts(person_name=f"Łucja Ŵyn Nguyễn {'x' * i}") for i in range(12)]
    alone = [draw_certificate(facts) for facts in several]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw_certificate, several * 2)) == alone * 2


def test_the_file_says_what_it_is() -> None:
    says = metadata(draw_certificate(certificate_facts()))
    assert says["Title"] == "Certificate of completion: Absent men, Siân Ŵyn Łukasz-Nguyễn"
    assert says["Author"] == "Borsetshire Safeguarding Children Partnership"
    assert says["Subject"] == "Siân Ŵyn Łukasz-Nguyễn completed Absent men"
    assert "7K3M-Q9X2-WBTA-D" in says["Keywords"]
    assert says["Creator"] == "Learning Lessons"
    assert says["CreationDate"] == says["ModDate"] == "D:20260305000000Z"


def test_the_file_names_its_language_and_embeds_every_font() -> None:
    with pikepdf.open(BytesIO(draw_certificate(certificate_facts()))) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        used = pdf.pages[0].Resources.Font.values()
        assert all("/FontFile2" in font.FontDescriptor for font in used)


def test_no_path_of_the_machine_is_in_the_file() -> None:
    with pikepdf.open(BytesIO(draw_certificate(certificate_facts()))) as pdf:
        plain = BytesIO()
        pdf.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
    assert str(fonts.FOLDER).encode() not in plain.getvalue()


def test_a_design_that_is_not_known_is_refused() -> None:
    with pytest.raises(SnapshotFault) as caught:
        draw_certificate(certificate_facts(design="classic-9"))
    assert caught.value.key == "design"


def test_a_stored_snapshot_draws_the_same_bytes() -> None:
    facts = certificate_facts()
    again = CertificateFacts.from_json(facts.to_json())
    assert draw_certificate(again) == draw_certificate(facts)
