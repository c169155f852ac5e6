"""Every page and state: accessible, within a narrow screen, silent, and of one style."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Device
from tests.browser.pages import STATES, State
from tests.browser.reader import Reader
from tests.house_style import style_faults

AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A wide screen at 400% has as much room as this; so has a small telephone in width.
NARROW: ViewportSize = {"width": 320, "height": 256}


@pytest.fixture(scope="session")
def sign_ins() -> dict[str, object]:
    """Return the cookies of those who have signed in, so that each signs in once."""
    return {}


@pytest.fixture
def reader(device: Device, sign_ins: dict[str, object], state: State) -> Reader:
    """Return the browser of whoever opens this page."""
    if state.who is None:
        return device()
    if state.who not in sign_ins:
        sign_ins[state.who] = device(state.who).context.storage_state()
    return device(storage_state=sign_ins[state.who])


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_a_page_is_accessible_narrow_and_in_the_house_style(reader: Reader, state: State) -> None:
    reader.open(state.path)
    state.then(reader)
    page = reader.page
    faults = style_faults(BeautifulSoup(page.content(), "html.parser"))
    assert not faults, faults
    if page.title().startswith("Error: "):
        assert page.evaluate("document.activeElement.matches('.govuk-error-summary')")
    assert_within(page)
    assert_accessible(page)
    page.set_viewport_size(NARROW)
    assert_within(page)
    if page.locator(".app-timeline, .app-matrix").count():  # these are laid out anew
        assert_accessible(page)


def test_the_checks_of_a_page_find_what_is_planted(page: Page) -> None:
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><input><img src="x">')
    assert {"label", "image-alt"} <= {found["id"] for found in violations(page)}
    page.set_viewport_size(NARROW)
    page.set_content("<h1>" + "x" * 300)
    with pytest.raises(AssertionError, match="of 320"):
        assert_within(page)


def assert_accessible(page: Page) -> None:
    found = violations(page)
    assert not found, "\n".join(
        f"{fault['id']}: {fault['help']} {[node['html'] for node in fault['nodes']]}"
        for fault in found
    )


def violations(page: Page) -> list[dict[str, Any]]:
    """Return the rules that a page breaks, as axe-core sees it."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = AXE.run(page, options=options).response["violations"]
    return found


def assert_within(page: Page) -> None:
    """Hold a page to its width: it does not scroll sideways, and no words stick out."""
    width, room = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    assert width <= room, f"{width} of {room}"
    sticking_out = page.evaluate(
        """[...document.querySelectorAll("h1, h2, h3, p, li, dt, dd, label, legend, button")]
             .filter(e => !e.closest(".app-matrix, .govuk-visually-hidden, [hidden]"))
             .filter(e => e.getClientRects().length)
             .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
             .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not sticking_out, sticking_out
