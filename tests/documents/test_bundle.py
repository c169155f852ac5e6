"""Certificates printed together: the cover sheet, the sides of the paper, and what is shared."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

from elearn.documents.bundle import draw_bundle
from elearn.documents.certificate import About, draw_certificate
from elearn.documents.cover import Cover, listed
from elearn.domain.certification import CertificateFacts, format_number, new_number
from tests.documents.samples import certificate_facts, opened, texts

ABOUT = About(title="Certificates", author="B", subject="S", keywords="K", dated=date(2026, 3, 5))
COVER = Cover("Certificates of completion", ("Health Visiting, as at 4 March 2026", "3 of them"))
LONG = (
    "Bartholomew Featherstonehaugh-Cholmondeley " * 2 + "of Upper and Lower Slaughter-on-the-Wold"
)


def bundle(snapshots: Sequence[CertificateFacts], *, blank_backs: bool = False) -> bytes:
    out, rows = BytesIO(), [listed(facts) for facts in snapshots]
    made = draw_bundle(out, rows, snapshots, ABOUT, COVER, blank_backs=blank_backs)
    assert list(made) == list(range(1, len(snapshots) + 1))
    return out.getvalue()


def many(count: int, **changes: object) -> list[CertificateFacts]:
    numbers = [new_number() for _ in range(count)]
    return [
        certificate_facts(
            number=number, person_name=f"Person {place}x", **changes,
            verify_url=f"https://learning.example.org/verify/{number}",
        )
        for place, number in enumerate(numbers, 1)
    ]  # fmt: skip


def image_of(pdf: bytes, page: int) -> Image.Image:
    with opened(pdf) as document:
        found: Image.Image = document[page].render(scale=2).to_pil().convert("L").copy()
    return found


def test_the_cover_lists_what_follows_in_the_same_order() -> None:
    snapshots = many(70)
    snapshots[3] = replace(snapshots[3], valid_until=None)
    pages = texts(bundle(snapshots))
    cover = " ".join(pages[:-70])
    assert cover.startswith("Certificates of completion Health Visiting, as at 4 March 2026 3 of")
    places = [cover.index(f"Person {place}x Absent men") for place in range(1, 71)]
    assert places == sorted(places)
    for place, facts in enumerate(snapshots):
        until = "No expiry" if place == 3 else "3 March 2029"
        row = f"{facts.person_name} Absent men 4 March 2026 {until} {format_number(facts.number)}"
        assert f"{place + 1} {row}" in cover
        assert format_number(facts.number) in pages[len(pages) - 70 + place]
    assert [f"Cover sheet, page {n} of 3" in page for n, page in enumerate(pages[:3], 1)] == [
        True
    ] * 3


def test_a_long_name_is_whole_on_the_cover() -> None:
    name = LONG[:120].strip()
    cover = texts(bundle([certificate_facts(person_name=name)]))[0]
    assert all(word in cover for word in name.split())
    assert "…" not in cover


def test_each_certificate_begins_a_sheet_where_both_sides_are_printed() -> None:
    for count in (1, 2, 40):  # of one, one and two pages of cover
        pages = texts(bundle(many(count), blank_backs=True))
        begins = [place for place, words in enumerate(pages) if "This is to certify" in words]
        assert len(begins) == count
        assert all(place % 2 == 0 for place in begins)
        assert all(pages[place + 1] == "" for place in begins[:-1])
        assert begins[-1] == len(pages) - 1


def test_the_file_says_how_it_is_to_be_printed() -> None:
    for blank_backs, way in ((True, "/DuplexFlipShortEdge"), (False, "/Simplex")):
        with pikepdf.open(BytesIO(bundle(many(2), blank_backs=blank_backs))) as pdf:
            assert str(pdf.Root.ViewerPreferences.Duplex) == way
            assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_a_page_of_many_looks_and_reads_as_the_certificate_alone() -> None:
    snapshots = [*many(2), *many(2, design="plain-1"), certificate_facts(learning_outcomes=())]
    together = bundle(snapshots)
    for place, facts in enumerate(snapshots, 1):
        alone = draw_certificate(facts)
        assert texts(together)[place] == texts(alone)[0]
        difference = ImageChops.difference(image_of(together, place), image_of(alone, 0))
        assert difference.getbbox() is None
        code = zxingcpp.read_barcode(image_of(together, place))
        assert code is not None
        assert code.text == facts.verify_url


def test_what_certificates_say_alike_is_in_the_file_once() -> None:
    one, hundred = len(bundle(many(1))), len(bundle(many(100)))
    assert (hundred - one) / 99 < 2_500  # bytes for each; 10,000 fit into 25 MB
    with pikepdf.open(BytesIO(bundle(many(3)))) as pdf:
        last, before = ([part.objgen for part in pdf.pages[at].Contents] for at in (-1, -2))
        assert len(set(last) & set(before)) == 3
        assert len(last) == 5


def test_equal_certificates_give_equal_bytes() -> None:
    snapshots = many(3)
    assert bundle(snapshots) == bundle(snapshots)
    assert pypdfium2.PdfDocument(bundle(snapshots)).get_metadata_dict()["Title"] == "Certificates"
