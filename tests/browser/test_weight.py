"""A section is light on a telephone's data: what a real Chromium takes in, every request of it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession

from tests.browser.conftest import Device
from tests.browser.reader import Reader
from tests.browser.watch import Watch

SECTION = "/modules/peter-connelly/who-knew-what"  # the longest: it holds the timeline
FIRST_VISIT, NEXT_VISIT = 60_000, 15_000  # bytes, with the headers, as the design promises


class Scales:
    """Weighs all that a page loads, as it comes over the line."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.line: CDPSession = reader.context.new_cdp_session(reader.page)
        self.weights: list[float] = []
        self.line.on("Network.loadingFinished", self._loaded)
        self.line.send("Network.enable")
        self.line.send("Network.clearBrowserCache")

    def _loaded(self, event: dict[str, float]) -> None:
        self.weights.append(event["encodedDataLength"])

    def weigh(self, path: str) -> float:
        """Return how many bytes come over the line when a page is opened."""
        self.weights.clear()
        self.reader.page.goto(path, wait_until="networkidle")
        return sum(self.weights)


def test_a_section_is_light_at_first_and_lighter_after(device: Device) -> None:
    reader = device("g.patel@example.org")  # the watch refuses any request to another host
    scales = Scales(reader)
    first = scales.weigh(SECTION)
    assert len(scales.weights) >= 3, "the page, its styles and its scripts"
    assert first < FIRST_VISIT
    assert 0 < scales.weigh(SECTION) < NEXT_VISIT
    assert 0 < scales.weigh("/modules/peter-connelly/learning-points") < NEXT_VISIT


@pytest.mark.parametrize("path", ["/learning", "/record", SECTION, "/modules/peter-connelly/quiz"])
def test_a_page_that_was_opened_asks_for_nothing_more(
    device: Device, watch: Watch, path: str
) -> None:
    reader = device("g.patel@example.org")
    reader.page.clock.install()
    watch.asked.clear()
    reader.page.goto(path, wait_until="load")
    reader.page.clock.run_for(60_000)
    again = [address for address in watch.asked if "/static/" not in address]
    assert len(again) == 1, again


def test_styles_and_scripts_are_compressed_and_kept_for_ever(device: Device) -> None:
    reader = device().open("/")
    for address in reader.page.locator("link[href*='/static/'], script[src]").evaluate_all(
        "all => all.map(one => one.href || one.src)"
    ):
        answer = reader.context.request.get(address, headers={"Accept-Encoding": "br"})
        assert answer.headers["content-encoding"] == "br", address
        assert "immutable" in answer.headers["cache-control"], address
        assert urlsplit(address).query.startswith("v=")
