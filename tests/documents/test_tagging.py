"""Every document can be read aloud: its tags, their order, and what a PDF/UA checker finds."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from elearn.documents.bundle import draw_bundle
from elearn.documents.certificate import About, draw_certificate
from elearn.documents.cover import Cover, listed
from elearn.documents.executive_summary import Reference, draw_executive_summary
from elearn.documents.facilitator_pack import PackFacts, draw_facilitator_pack
from elearn.documents.quiz_paper import (
    Answer,
    Item,
    PaperFacts,
    Prompt,
    draw_key,
    draw_paper,
)
from elearn.documents.review_copy import Block, ReviewCopy, as_pdf
from elearn.documents.transcript import draw_transcript
from tests.documents.samples import OUTCOMES, certificate_facts, texts
from tests.documents.test_executive_summary import FACTS as SUMMARY
from tests.documents.test_transcript import FACTS as RECORD
from tests.documents.test_transcript import entry

WORDS = "Some words that go on and on until the end of the page and over it. " * 120


def summary() -> bytes:
    return draw_executive_summary(SUMMARY)


def long_summary() -> bytes:
    paragraphs = (("bullet", WORDS), ("bullet", "Short"), ("paragraph", WORDS), ("bullet", "New"))
    return draw_executive_summary(
        replace(SUMMARY, paragraphs=paragraphs, learning_points=(("LP1", WORDS),))
    )


def transcript() -> bytes:
    return draw_transcript(replace(RECORD, entries=tuple(entry() for _ in range(60))))


def review_copy() -> bytes:
    kinds = ("module", "heading", "part", "paragraph", "bullet", "note")
    blocks = [Block(kind, f"A {kind}") for kind in kinds]
    return as_pdf(ReviewCopy("All of it", date(2026, 3, 4), blocks))


def certificate() -> bytes:
    return draw_certificate(certificate_facts(learning_outcomes=OUTCOMES))


def certificates() -> bytes:
    about = About(title="Many", author="A", subject="S", keywords="K", dated=date(2026, 3, 4))
    out, many = BytesIO(), [certificate_facts()] * 40
    cover = Cover("Certificates", ("Of a team", "40 of them"))
    list(draw_bundle(out, list(map(listed, many)), many, about, cover, blank_backs=True))
    return out.getvalue()


def plain() -> bytes:
    return draw_certificate(certificate_facts(design="plain-1"))


PAPER = PaperFacts(
    title="Listening", partnership="Borsetshire", paper="1.0-3f9a1c2b", pass_mark="80%",
    dated=date(2026, 3, 4),
)  # fmt: skip


def quiz_paper() -> bytes:
    item = Item(
        1, "A scene", "Which?", "Ring one", ("One",), (("A", "First"), ("B", "Second")), "A B"
    )
    many = tuple(replace(item, number=number) for number in range(1, 13))
    return draw_paper(PAPER, many, (Prompt("What would you do?", "A few sentences"),))


def quiz_key() -> bytes:
    answers = tuple(Answer(number, "A", "1", "Because") for number in range(1, 40))
    return draw_key(PAPER, answers, (("I asked", "I wrote it down"),))


PACK = PackFacts(
    title="Absent men", summary="On finding out who they are", content_note="About real children",
    outcomes=("Ask who is in the home",), paragraphs=(("heading", "What"), ("paragraph", WORDS)),
    review=None, sources=(Reference("A review", "https://example.org", "1"),),
    learning_points=(("LP1", "Ask"), ("LP2", "Write it down")), team_questions=("Who?", "When?"),
    inter_agency_questions=("Whom do we tell?",), response_prompts=("How do we know?",),
    minutes=25, prepared_on=date(2026, 3, 4), version="1.0", partnership="Borsetshire",
    url="https://learning.example.org/modules/absent-men",
)  # fmt: skip


def pack() -> bytes:
    return draw_facilitator_pack(PACK)


DOCUMENTS = (
    plain, summary, long_summary, transcript, review_copy, quiz_paper, quiz_key, certificate,
    certificates, pack,
)  # fmt: skip


def tree(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the structure as nested lists: a tag, then what is within it."""

    def node(element: Any) -> list[Any]:
        kids = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        return [str(element.S)[1:], *(node(kid) for kid in kids)]

    return node(pdf.Root.StructTreeRoot.K)


def tags(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return re.findall(r"\w+", str(tree(opened)))


def unmarked(page: pikepdf.Page) -> Iterator[str]:
    """Yield what is drawn on a page outside every mark."""
    depth = 0
    for step in pikepdf.parse_content_stream(page):
        name = str(step.operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
        if name in {"Tj", "TJ", "S", "s", "f", "B", "Do", "sh"} and depth == 0:
            yield f"{name} {step.operands}"
    assert depth == 0


@pytest.mark.parametrize("draw", DOCUMENTS)
def test_a_checker_of_pdf_ua_finds_nothing(draw: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(draw())
    assert [f"{f.rule_id}: {f.message}" for f in pdfua.validate(str(path)).findings] == []


@pytest.mark.parametrize("draw", DOCUMENTS)
def test_all_that_is_drawn_is_content_or_ornament(draw: Callable[[], bytes]) -> None:
    with pikepdf.open(BytesIO(draw())) as pdf:
        assert [found for page in pdf.pages for found in unmarked(page)] == []
        assert pdf.check_pdf_syntax() == []


@pytest.mark.parametrize("draw", DOCUMENTS)
def test_the_way_back_from_content_finds_its_element(draw: Callable[[], bytes]) -> None:
    with pikepdf.open(BytesIO(draw())) as pdf:
        numbers = [n for leaf in pdf.Root.StructTreeRoot.ParentTree.Kids for n in leaf.Nums]
        owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
        for page in pdf.pages:
            if "/Contents" not in page:  # the blank back of a sheet
                continue
            page.contents_coalesce()
            marks = re.findall(rb"/(\w+) <</MCID (\d+)>> BDC", page.Contents.read_bytes())
            tagged = [str(owner.S)[1:] for owner in owners[page.StructParents]]
            assert [tag.decode() for tag, _ in marks] == tagged
            assert [int(mark) for _, mark in marks] == list(range(len(marks)))
            for link in page.get("/Annots", ()):
                assert owners[link.StructParent].S == "/Link"


@pytest.mark.parametrize("draw", DOCUMENTS)
def test_the_file_claims_pdf_ua_and_says_its_title(draw: Callable[[], bytes]) -> None:
    with pikepdf.open(BytesIO(draw())) as pdf:
        says = pdf.open_metadata()
        assert says["pdfuaid:part"] == "1"
        assert says["dc:title"] == str(pdf.docinfo.Title)
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-GB"


@pytest.mark.parametrize("draw", DOCUMENTS)
def test_equal_documents_have_equal_bytes(draw: Callable[[], bytes]) -> None:
    assert draw() == draw()


def test_a_certificate_reads_in_order() -> None:
    found = tags(draw_certificate(certificate_facts(learning_outcomes=OUTCOMES[:1])))
    before = ["Document", "Sect", "P", "H1", *["P"] * 6, "H2", "L", "LI", "LBody"]
    assert found == [*before, "P", "Figure", "Link", "P", "P"]


def test_the_qr_code_has_words_for_it() -> None:
    with pikepdf.open(BytesIO(certificate())) as pdf:
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)
                   and o.get("/S") == "/Figure"]  # fmt: skip
        assert [str(figure.Alt) for figure in figures] == ["QR code. Check this certificate online"]


def test_a_header_that_is_drawn_again_is_read_once_and_the_table_is_one() -> None:
    found = tags(transcript())
    assert found.count("Table") == 2
    assert found.count("TH") == 7 + 4
    assert found.count("TR") == 1 + 60 + 3


def test_what_goes_on_over_a_page_is_one_element() -> None:
    with pikepdf.open(BytesIO(long_summary())) as pdf:
        assert len(pdf.pages) > 3
        nodes = tree(pdf)[1:]
    assert [node[0] for node in nodes[3:6]] == ["L", "P", "L"]
    assert nodes[3] == ["L", ["LI", ["LBody"]], ["LI", ["LBody"]]]
    assert ["L", ["LI", ["Lbl"], ["LBody"]]] in nodes


def test_a_pack_has_all_that_is_needed_on_paper() -> None:
    pages = texts(pack())
    order = (
        "What people will be able to do", "About real children", "Executive summary",
        "[1] A review",
        "LP1 Ask", "Questions for a team", "Questions between agencies",
        "How would we respond in our service?", "Actions agreed", "Sign-in sheet",
    )  # fmt: skip
    said = " ".join(pages)
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert "20" in pages[-1]
    theme = texts(draw_facilitator_pack(replace(PACK, paragraphs=(), sources=())))
    assert "Executive summary" not in " ".join(theme)
    assert draw_facilitator_pack(PACK) == pack()
