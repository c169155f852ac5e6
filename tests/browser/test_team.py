"""A manager at a browser: the team, its units, its files, and nobody else's."""

import csv
from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.conftest import Device
from tests.browser.reader import Reader, folded

MANAGER = "manager@example.org"
TEAM = ["Amira Hussain", "Siân Llŷr", "Beata Nowak", "Ciarán O’Brien", "Dilys Price"]


def people(reader: Reader) -> list[str]:
    """Return the names in the first column."""
    return reader.page.locator("tbody th").all_inner_texts()


def download(reader: Reader) -> list[list[str]]:
    """Return the rows of the file that the page offers."""
    with reader.page.expect_download() as coming:
        reader.page.get_by_role("link", name="Download all of them as CSV").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_a_manager_sees_the_team_and_takes_the_same_rows_away(device: Device) -> None:
    reader = device(MANAGER).follow("Team")
    assert reader.heading == "Team"
    assert reader.press_or_follow("See each person").heading == "Team: each person"
    shown = people(reader)
    assert set(TEAM) < set(shown)
    assert "Hamish Reid" not in reader.words
    headers, *rows = download(reader)
    assert [row[0] for row in rows] == shown
    first = headers.index("Learning lessons: an overview")
    assert {row[first] for row in rows} >= {"Complete", "Not started"}


def test_a_manager_looks_at_one_unit(device: Device) -> None:
    reader = device(MANAGER).open("/team/health-visiting-east/matrix")
    assert reader.heading == "Team: each person of Health Visiting East"
    assert "Dilys Price" not in people(reader)
    _headers, *rows = download(reader)
    assert [row[0] for row in rows] == people(reader)
    assert reader.follow("Team: Health Visiting East").path == "/team/health-visiting-east"


def test_a_manager_opens_the_certificate_of_someone_in_the_team(device: Device) -> None:
    reader = device(MANAGER).open("/team/matrix")
    link = certificate_of(reader, "Amira Hussain")
    assert folded(link.inner_text()).startswith("Certificate of Amira Hussain, ")
    status, kind, pdf = reader.fetch(str(link.get_attribute("href")))
    assert (status, kind, pdf[:5]) == (200, "application/pdf", b"%PDF-")


def test_another_agency_is_not_found(device: Device) -> None:
    elsewhere = device("e.santos@example.org").open("/record")
    address = str(elsewhere.page.locator("td a[href$='.pdf']").first.get_attribute("href"))
    assert elsewhere.fetch(address)[0] == 200
    reader = device(MANAGER)
    assert reader.fetch(address)[0] == 404
    for path in (address, "/team/police", "/team/assessment-team", "/team/nowhere"):
        assert reader.open(path).heading == "Page not found"


def test_one_who_manages_nobody_has_no_team(device: Device) -> None:
    reader = device("c.obrien@example.org")
    assert not reader.page.get_by_role("link", name="Team", exact=True).count()
    assert reader.open("/team").heading == "Page not found"


def certificate_of(reader: Reader, name: str) -> Locator:
    """Return the first link to a certificate in someone's row."""
    row = reader.page.locator("tbody tr", has_text=name)
    return row.locator("a[href^='/certificates/']").first


def test_what_was_chosen_is_open_beside_the_list_and_closed_on_a_phone(device: Device) -> None:
    reader = device(MANAGER)
    assert reader.open("/team/matrix?sort=unit").page.get_by_label("Order").is_visible()
    reader.page.set_viewport_size({"width": 320, "height": 640})
    assert not reader.open("/team/matrix?sort=unit").page.get_by_label("Order").is_visible()
    assert "people, as you chose" in reader.words
    assert reader.open("/team/matrix?on=1/1/2099").page.get_by_label("Order").is_visible()
