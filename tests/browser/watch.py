"""What browsers ask for and complain of while a test runs."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

# A page that answers 4xx on purpose, such as a form sent back, is noted by Chromium as an error.
MEANT = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
# On signing out the browser says what it was told to forget.
FORGOTTEN = re.compile(r"Clear-Site-Data header on '[^']+/sign-out': Cleared data types")
# Without a network a request fails; and where Chromium saw no hand at the page, it does not ask
# whether what is unsaved may be left.
OFFLINE = re.compile(
    r"Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
    r"|Blocked attempt to show a 'beforeunload' confirmation panel"
)


class Watch:
    """Notes every request to another host, and every word on the console."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.offline = False  # set where a test takes the network away

    def over(self, context: BrowserContext) -> None:
        """Watch over every page of a browser."""
        context.on("request", self._requested)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _requested(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((self.address + "/", "blob:")):
            self.faults.append(f"a request to another host: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if MEANT.match(message.text) or FORGOTTEN.match(message.text):
            return
        if self.offline and OFFLINE.match(message.text):
            return
        where = message.location.get("url", "")
        self.faults.append(f"console {message.type}: {message.text} ({where})")
