"""Servers as processes of their own, and a visitor who signs in to them by the form."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode

from elearn.operations.passwords import DEMO_PASSWORD

ROOT = Path(__file__).parents[1]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class NotServing(RuntimeError):
    """A server did not come up, or did not answer as it should."""


@contextmanager
def served(arguments: list[str], port: int, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Give a server process that answers on a port; stop it at the end."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **environ},
            stdout=said, stderr=said,
        ) as process,
    ):  # fmt: skip
        try:
            if not comes_up(port, process):
                said.seek(0)
                raise NotServing(said.read()[-2000:].decode(errors="replace"))
            yield process
        finally:
            stop(process)


@contextmanager
def site(folder: Path, port: int, database: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Give the site with its demonstration, as ``make run`` serves it, but in two processes."""
    environ = {
        "ELEARN_DEMO": "1", "ELEARN_WORKERS": "2", "ELEARN_INSTANCE": str(folder),
        "ELEARN_DATABASE_URL": database, "HOST": "127.0.0.1", "PORT": str(port),
    }  # fmt: skip
    command = ["-c", "from elearn.cli import main; main()", "serve"]
    with served(command, port, **environ) as process:
        yield process


@contextmanager
def bare(folder: Path, port: int, database: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Give the app that the site is measured against."""
    arguments = ["-m", "bench.bare", str(port), str(folder)]
    with served(arguments, port, BENCH_DATABASE=database) as process:
        yield process


def comes_up(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Wait until something answers on a port; tell whether it ever does."""
    deadline = monotonic() + 30
    while monotonic() < deadline and process.poll() is None:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return True
        sleep(0.02)
    return False


def stop(process: subprocess.Popen[bytes]) -> float:
    """Ask a server to stop and return the seconds that it took; after 15 it is killed."""
    began = monotonic()
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return monotonic() - began


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Visitor:
    """A browser, as far as measuring needs one: a cookie and a form's token."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""

    def ask(
        self, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, str, Mapping[str, str]]:
        """Return the status, page and headers for a path; with a form it is posted."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie", []):
            if given.startswith("learning_lessons="):
                self.cookie = given.partition(";")[0]
        connection.close()
        return answer.status, page, dict(answer.getheaders())

    def read(self, path: str) -> str:
        """Return a page that must be there."""
        status, page, _ = self.ask(path)
        if status != 200:
            raise NotServing(f"{path} answered {status}")
        return page

    def sign_in(self, email: str) -> None:
        """Sign in to the demonstration by the form."""
        form = {
            "email": email, "password": DEMO_PASSWORD, "csrf_token": token_in(self.read("/sign-in"))
        }  # fmt: skip
        status, _, _ = self.ask("/sign-in", form)
        if status != 303:
            raise NotServing(f"signing in answered {status}")


def token_in(page: str) -> str:
    """Return the CSRF token of a page's forms."""
    found = TOKEN.search(page)
    if found is None:
        raise NotServing("a page without a form")
    return found[1]
