"""Keep-alive connections to this machine, each of which asks again as soon as it is answered."""

import selectors
import socket
from dataclasses import dataclass, field
from time import perf_counter

CHUNK = 1 << 18


class WrongAnswer(Exception):
    """The server answered something else than what is to be measured."""


@dataclass(slots=True)
class Answers:
    """What came back: how many answers in how many seconds, and how many were cut off."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    cut_off: int = 0

    @property
    def per_second(self) -> float:
        """Return the answers per second."""
        return len(self.times) / self.seconds


class Connection:
    """One connection: what it asks, and the answer as far as it has come."""

    def __init__(self, port: int, request: bytes, status: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = request
        self.begins = f"HTTP/1.1 {status} ".encode()
        self.parts: list[bytes] = []
        self.missing = 0
        self.asked_at = 0.0

    def ask(self) -> None:
        """Send the request."""
        self.asked_at = perf_counter()
        self.socket.sendall(self.request)

    def hear(self, *, keep: bool = False) -> bool:
        """Take what has come; tell if the answer is whole. Raises ConnectionError when cut.

        ``keep`` leaves the answer in ``parts`` for whoever looks at it.
        """
        chunk = self.socket.recv(CHUNK)
        if not chunk:
            raise ConnectionResetError
        if not self.parts:
            self._begin(chunk)
        else:
            self.missing -= len(chunk)
        self.parts.append(chunk)
        if self.missing > 0:
            return False
        if not keep:
            self.parts.clear()
        return True

    def _begin(self, chunk: bytes) -> None:
        if not chunk.startswith(self.begins):
            raise WrongAnswer(chunk[:200].decode(errors="replace"))
        end = chunk.index(b"\r\n\r\n")
        head = chunk[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        self.missing = end + 4 + length - len(chunk)


def load(
    port: int, requests: list[bytes], seconds: float, status: int = 200, *, until_cut: bool = False
) -> Answers:
    """Ask each request on a connection of its own, again and again, for so many seconds.

    Raises WrongAnswer for another status; ConnectionError when cut off, unless that is expected.
    """
    answers = Answers()
    with selectors.DefaultSelector() as ready:
        for request in requests:
            connection = Connection(port, request, status)
            ready.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        began = now = perf_counter()
        while now - began < seconds and ready.get_map():
            for key, _ in ready.select(timeout=1):
                _answered(ready, key.data, answers, until_cut)
            now = perf_counter()
        answers.seconds = now - began
        for key in list(ready.get_map().values()):
            key.data.socket.close()
    return answers


def _answered(
    ready: selectors.BaseSelector, connection: Connection, answers: Answers, until_cut: bool
) -> None:
    try:
        if connection.hear():
            answers.times.append(perf_counter() - connection.asked_at)
            connection.ask()
    except ConnectionError:
        if not until_cut:
            raise
        answers.cut_off += bool(connection.parts)
        ready.unregister(connection.socket)
        connection.socket.close()


def request(
    port: int, path: str, cookie: str = "", body: bytes | None = None, headers: str = ""
) -> bytes:
    """Return the bytes of a request for a path; with a body it is a POST of a form."""
    lines = [
        f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: text/html",
        "Accept-Language: en-GB,en;q=0.9",
        *([f"Cookie: {cookie}"] if cookie else []),
        *([headers] if headers else []),
    ]
    if body is not None:
        lines += [
            "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"
        ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")
