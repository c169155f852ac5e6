"""A real server in a process of its own, and a real client of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-c", "from elearn.cli import main; main()")
PATIENCE = 60  # seconds; machines are shared
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def environment(code: Path = ROOT, /, **settings: str) -> dict[str, str]:
    """Return an environment with these settings of ours and no others."""
    ours = ("ELEARN_", "HOST", "PORT", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(code), **settings}


def elearn(
    *arguments: str, cwd: Path, env: Mapping[str, str], say: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the ``elearn`` command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env=env, input=say, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip


def free_port() -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """A browser without scripts, over the wire."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """Return a page's text, following redirects."""
        return self.read(path).decode()

    def read(self, path: str) -> bytes:
        """Return what an address answers."""
        with self.opener.open(self.address + path, timeout=PATIENCE) as answer:
            body: bytes = answer.read()
            return body

    def post(self, path: str, **form: str) -> str:
        """Send a form with the token of the page at this address; return where it led."""
        token = TOKEN.search(self.get(path))
        assert token, path
        data = urlencode({"csrf_token": token[1], **form}).encode()
        with self.opener.open(Request(self.address + path, data), timeout=PATIENCE) as answer:
            answer.read()
            return str(answer.url).removeprefix(self.address)

    def sign_in(self, email: str, password: str) -> Self:
        """Sign in by the form."""
        assert self.post("/sign-in", email=email, password=password) == "/learning"
        return self


class Server:
    """``elearn serve`` on a free port, ready when entered, ended when left."""

    def __init__(self, cwd: Path, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = cwd / f"serve-{self.port}.log"
        self.cwd, self.env = cwd, {**env, "PORT": str(self.port)}
        self.seconds = 0.0

    def __enter__(self) -> Self:
        began = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve"], cwd=self.cwd, env=self.env, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        while not self.is_ready():
            assert self.process.poll() is None, self.said
            assert time.monotonic() - began < PATIENCE, self.said
            time.sleep(0.05)
        self.seconds = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()

    @property
    def said(self) -> str:
        """Return all that the server printed."""
        return self.log.read_text()

    @property
    def client(self) -> Client:
        """Return a new client of this server."""
        return Client(self.address)

    def is_ready(self) -> bool:
        """Tell whether the server answers."""
        try:
            self.client.get("/readyz")
        except (HTTPError, URLError, ConnectionError):
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask the server to stop as an operator does, and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Kill the server and its workers on the spot."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
