"""A moment of rest in the demonstration: someone to talk to, of one's own agency."""

import pytest

from tests.browser.conftest import Device
from tests.browser.test_pages import NARROW, assert_accessible, assert_within


@pytest.mark.parametrize(
    ("email", "number"),
    [("c.obrien@example.org", "01632 960 002"), ("h.reid@example.org", "01632 960 001")],
)
def test_a_moment_names_whom_ones_agency_offers_and_leads_back(
    device: Device, email: str, number: str
) -> None:
    reader = device(email).open("/modules/peter-connelly/who-peter-was")
    reader.follow("I need a moment")
    assert number in reader.words
    assert reader.page.locator("a[href='tel:" + number.replace(" ", "") + "']").count() == 1
    assert_accessible(reader.page)
    reader.page.set_viewport_size(NARROW)
    assert_within(reader.page)
    reader.press("Go back to where you were")
    assert reader.path == "/modules/peter-connelly/who-peter-was"
