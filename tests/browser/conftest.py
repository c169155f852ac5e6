"""A real Chromium before a real server: `elearn serve` with the demonstration, on a free port."""

import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, expect

from elearn.catalogue.loader import load_catalogue
from elearn.config import shipped_content
from elearn.domain.catalogue import Catalogue
from tests.browser.reader import Reader
from tests.browser.watch import Watch

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60  # seconds for a server to answer or to end
expect.set_options(timeout=15_000)  # milliseconds: a busy machine is no fault of a page
NewContext = Callable[..., BrowserContext]
Device = Callable[..., Reader]


def find_chromium() -> str:
    """Return the path of Chromium; without one the tests fail, saying what to do."""
    chosen = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chosen is None or not Path(chosen).exists():
        pytest.fail(
            "No Chromium was found, and these tests are worth nothing without one. Install it"
            " (on Debian or Ubuntu: sudo apt-get install chromium), or set CHROMIUM to its path.",
            pytrace=False,
        )
    return chosen


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Return how Chromium is started."""
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    return {"executable_path": find_chromium(), "args": [*FLAGS, *sandbox]}


@pytest.fixture(scope="session")
def browser_context_args(base_url: str) -> dict[str, Any]:
    """Return what every browser window begins with."""
    return {"base_url": base_url, "locale": "en-GB", "viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session")
def content() -> Path:
    """Return the folder of the learning: what ships, unless ELEARN_CONTENT names another."""
    chosen = os.environ.get("ELEARN_CONTENT", "")
    return Path(chosen).resolve() if chosen else shipped_content()


@pytest.fixture(scope="session")
def catalogue(content: Path) -> Catalogue:
    """Return the learning that is served, to know the right answers."""
    return load_catalogue(content)


@pytest.fixture(scope="session")
def base_url(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of this worker's server, which ends by SIGTERM when the tests do."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            [Path(sysconfig.get_path("scripts")) / "elearn", "serve"],
            env=environment(content, folder / "instance", port),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(address, server, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            ended = server.wait(PATIENCE)
    assert ended == 0, (folder / "log").read_text(encoding="utf-8")


def environment(content: Path, instance: Path, port: int) -> dict[str, str]:
    """Return the environment of the server, with nothing of this one's settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ELEARN_") and k != "HOST"}
    return kept | {
        "ELEARN_DEMO": "1",
        "ELEARN_CONTENT": str(content),
        "ELEARN_INSTANCE": str(instance),
        "PORT": str(port),
    }


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; fail with what it said if it ends or never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{address}/readyz"):
                return
        except URLError:
            time.sleep(0.1)
    said = log.read_text(encoding="utf-8")
    pytest.fail(f"The server did not start. It said:\n{said}", pytrace=False)


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    """Give what notes all that browsers ask for and complain of; anything amiss fails the test."""
    seen = Watch(base_url)
    yield seen
    assert not seen.faults, "\n".join(seen.faults)


@pytest.fixture
def device(new_context: NewContext, catalogue: Catalogue, watch: Watch) -> Device:
    """Return what opens a browser of its own: another one is another device."""

    def open_device(email: str | None = None, **options: Any) -> Reader:
        context = new_context(**options)
        watch.over(context)
        reader = Reader(context, catalogue)
        return reader.sign_in(email) if email else reader

    return open_device
