"""A sign-in that is about to end warns, and saves work first."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Device

WARNED_BEFORE = """() => addEventListener("elearn:save", () => {
  window.warnedBefore = document.querySelector("dialog[data-timeout]").open;
})"""


def come_back(page: Page, begun: datetime, **after: float) -> None:
    """Look at a page again after so long, in which nothing ran that waits for its time."""
    page.clock.set_system_time(begun + timedelta(**after))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_before_a_sign_in_ends_work_is_saved_and_one_can_stay(device: Device) -> None:
    reader = device("d.price@example.org")
    page, begun = reader.page, datetime.now(UTC)
    page.clock.install()
    reader.open("/learning-log/new")
    page.clock.pause_at(begun + timedelta(minutes=1))
    page.evaluate(WARNED_BEFORE)
    page.get_by_label("What did you learn").fill("Not sent by itself yet")
    come_back(page, begun, minutes=111)
    warning = page.get_by_role("dialog")
    expect(warning).to_be_visible()
    expect(page).to_have_url(re.compile(r"/learning-log/\d+$"))
    page.clock.run_for(100)  # leaving the box was a change too, to be saved after the first
    expect(page.locator("[data-save-status]")).to_have_text("Saved")
    assert page.evaluate("warnedBefore") is False, "work was to be saved first"
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    come_back(page, begun, minutes=200)
    expect(warning).to_be_hidden()
    come_back(page, begun, minutes=233)
    page.wait_for_url("**/sign-in?next=*")
