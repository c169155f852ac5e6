"""What comes out of the printer: all of a case, in order, with no row cut in two."""

import re
from pathlib import Path

import pypdfium2
import pytest

from elearn.domain.catalogue import Catalogue
from tests.browser.conftest import Device
from tests.browser.reader import folded, plain

CASE = "peter-connelly"
HEADER = "Date Service that knew What it learned Shared with Source"
A4 = (595, 842)  # points


@pytest.fixture
def sheets(device: Device, tmp_path: Path) -> list[str]:
    """Return what each sheet of the printed case says."""
    page = device("lead@example.org").open(f"/modules/{CASE}/print").page
    page.pdf(path=tmp_path / "case.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "case.pdf") as document:
        sizes = [document.get_page_size(number) for number in range(len(document))]
        assert {(round(width), round(height)) for width, height in sizes} == {A4}
        return [folded(page.get_textpage().get_text_bounded()) for page in document]


def test_the_sections_follow_in_their_order(sheets: list[str], catalogue: Catalogue) -> None:
    text, at = squeezed(" ".join(sheets)), 0
    for section in catalogue.module(CASE).sections:
        start = squeezed(section.title + " " + plain(section.body_html)[:60])
        at = text.find(start, at)
        assert at >= 0, section.title


def test_the_paper_has_no_buttons_and_says_whom_to_tell(sheets: list[str]) -> None:
    text = " ".join(sheets)
    assert "Worried about a child now? Immediate danger: 999." in sheets[0]
    for word in ("Print this page", "Sign out", "My record", "Back to the module", "Accessibility"):
        assert word not in text


def test_the_heading_of_the_timeline_is_on_every_sheet_it_takes(
    sheets: list[str], catalogue: Catalogue
) -> None:
    timeline = catalogue.module(CASE).timeline
    taken = [sheet for sheet in sheets if HEADER in sheet]
    assert len(taken) > 1, "the timeline fits on one sheet, so this shows nothing"
    for entry in timeline:
        learned = squeezed(re.sub(r"\[\d+\]", "", plain(entry.learned_html)))
        whole = [sheet for sheet in taken if learned in squeezed(re.sub(r"\[\d+\]", "", sheet))]
        assert any(squeezed(entry.when) in squeezed(sheet) for sheet in whole), entry.when


def squeezed(text: str) -> str:
    """Return only the letters and digits: lines are broken, and hyphens added, where paper ends."""
    return "".join(filter(str.isalnum, text))
