"""The production server: Granian, one address, stopped cleanly by Ctrl-C or SIGTERM."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock, get_ident
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from elearn.config import Settings

THREADS = 8
LONGEST_REQUEST = 256 * 1024  # bytes: a long reflection fits many times over
LONGEST_UPLOAD = 2 * 1024 * 1024  # bytes: a certificate with its logos fits several times over
LARGEST_CLAIM = 5 * 1024 * 1024  # bytes: evidence of 4 MB and its form
LARGEST_DESIGN = (
    6 * 1024 * 1024
)  # bytes: four pictures of 1 MB, and room to say that one is too large
LARGEST_IMPORT = 21 * 1024 * 1024  # bytes: a file of 20 MB and its form
UPLOADS = {
    "/verify/file": LONGEST_UPLOAD,
    "/admin/imports": LARGEST_IMPORT,
    "/learning/prior": LARGEST_CLAIM,
    "/admin/certificates": LARGEST_DESIGN,
    "/admin/certificates/agency": LARGEST_DESIGN,
}
"""The addresses that take a file, and how long their requests may be."""
Environ = dict[str, Any]
Page = Callable[[Environ, Any], Iterable[bytes]]


class Turns:
    """A WSGI app that answers one request at a time, however many threads call it.

    On SQLite a page waits for nothing but the processor and the disk. Threads that compute at the
    same time only take the interpreter from each other, at every read, and the writers among them
    wait by sleeping. What can wait for someone else, a form on its way, is taken in before.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._turn = Lock()
        self._thread = 0

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Take the whole form in, then answer when it is this request's turn."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            longest = UPLOADS.get(environ.get("PATH_INFO", ""), LONGEST_REQUEST)
            sent = environ["wsgi.input"].read(longest + 1)
            environ["wsgi.input"] = BytesIO(sent)
        with self._turn:
            self._thread = get_ident()
            try:
                return self._page(environ, start_response)
            finally:
                self._thread = 0

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """Give the turn away while the request whose turn it is waits, for the disk or a lock."""
        if self._thread != get_ident():  # what works beside the requests has no turn
            yield
            return
        self._thread = 0
        self._turn.release()
        try:
            yield
        finally:
            self._turn.acquire()
            self._thread = get_ident()


class PortBusy(Exception):
    """Something else listens on the address already."""


def check_port(host: str, port: int) -> None:
    """Raise PortBusy, saying what to do, if nothing can listen on this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortBusy(
                f"Cannot listen on {host}:{port}: {error.strerror}."
                f" Stop what uses it, or choose another port: PORT={port + 1} make run"
            ) from None


def serve_app(settings: Settings) -> None:
    """Serve until told to stop; requests under way are finished first."""
    Granian(
        "elearn.served:served_page",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
