"""Chromium before this process: pages of a site whose clock, content and rows the test sets."""

from html import escape
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request, Route, ViewportSize

from tests.browser.test_pages import NARROW, assert_accessible, assert_within
from tests.journey import SITE, Page, Visitor

WIDE: ViewportSize = {"width": 1280, "height": 800}
SENT_ON = ("content-type", "referer", "x-autosave")


class Window:
    """A window of Chromium whose every request this process answers, as to one visitor."""

    def __init__(self, browser: Browser, visitor: Visitor) -> None:
        self.visitor = visitor
        self.faults: dict[str, str] = {}
        self._prepared: Page | None = None
        context = browser.new_context(base_url=SITE, locale="en-GB", viewport=WIDE)
        context.route(f"{SITE}/**", self._answer)
        self.page = context.new_page()

    def _answer(self, route: Route) -> None:
        prepared, self._prepared = self._prepared, None
        answer = prepared or self._asked(route.request)
        if answer.location:  # Chromium would follow it past this process
            next_page = escape(answer.location.partition("#")[0])
            refresh = f'<meta http-equiv="refresh" content="0;url={next_page}">'
            route.fulfill(content_type="text/html", body=refresh)
            return
        route.fulfill(
            status=answer.status,
            headers=dict(answer.headers),
            body=answer.response.get_data(),
        )

    def _asked(self, request: Request) -> Page:
        sent = {name: text for name, text in request.headers.items() if name in SENT_ON}
        path = urlsplit(request.url).path
        return self.visitor.request(
            request.method, path, data=request.post_data_buffer, headers=sent
        )

    def look_at(self, address: str, page: Page, state: str = "as it opens") -> None:
        """Draw a page that was answered, and note what is wrong with it."""
        self._prepared = page
        self.page.set_viewport_size(WIDE)
        self.page.goto(address)
        self.look(f"{address}, {state}")

    def look(self, name: str) -> None:
        """Note what is wrong with the page as it is now."""
        try:
            assert_within(self.page)
            assert_accessible(self.page)
            self.page.set_viewport_size(NARROW)
            assert_within(self.page)
        except AssertionError as fault:
            self.faults[name] = str(fault)
        self.page.set_viewport_size(WIDE)
