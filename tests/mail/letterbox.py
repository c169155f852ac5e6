"""A real mail server on a free port, and what it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from tests.serving import free_port


class Letterbox:
    """What a mail server took, and whom it refuses."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refuse: dict[str, str] = {}
        self.signed_in = False

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        self.signed_in = session.authenticated is True
        return "250 taken"


@contextmanager
def serving(box: Letterbox, **options: Any) -> Iterator[int]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
