"""Delivery by SMTP: one connection for many letters, over TLS, signed in where need be."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import localtime
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

TIMEOUT = 30  # seconds that a mail server may take for an answer
SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class NotSent(Exception):
    """A message was not taken. ``lasting`` tells that trying again would not help."""

    def __init__(self, reason: str, *, lasting: bool) -> None:
        self.reason = reason
        self.lasting = lasting
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to hand messages in, and as whom."""

    host: str
    port: int
    scheme: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)  # None: the system's


def mail_server(url: str, sender: str) -> MailServer:
    """Return the server that an address names, such as smtp+starttls://user:secret@host:587.

    Raises ValueError saying what is wrong with it.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("begin it with smtp://, smtp+starttls:// or smtps://")
    if not parts.hostname:
        raise ValueError("name the mail server")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("give both a user and a password, or neither")
    if parts.username and parts.scheme == "smtp":
        raise ValueError("a password is sent over TLS only: use smtp+starttls:// or smtps://")
    return MailServer(
        host=parts.hostname,
        port=parts.port or SCHEMES[parts.scheme],
        scheme=parts.scheme,
        sender=sender,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


class Postman:
    """A connection to a mail server, opened at the first message and again after a fault."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        where: TracebackType | None,
    ) -> None:  # fmt: skip
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hand one message in; raises NotSent, and is ready for the next either way."""
        message["Date"] = localtime()
        try:
            if self._line is None:
                self._line = self._connected()
            self._line.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            self._reset()
            raise NotSent(_words(code, said), lasting=_is_lasting(code)) from None
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            # A refused sign-in is mended by the operator, not by giving a letter up.
            lasting = _is_lasting(error.smtp_code) and isinstance(
                error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused
            )
            raise NotSent(_words(error.smtp_code, error.smtp_error), lasting=lasting) from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise NotSent(f"{type(error).__name__}: {error}", lasting=False) from None

    def _connected(self) -> smtplib.SMTP:
        server, trust = self._server, self._server.trust or ssl.create_default_context()
        line: smtplib.SMTP
        if server.scheme == "smtps":
            line = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trust)
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        try:
            if server.scheme == "smtp+starttls":
                line.starttls(context=trust)
            if server.user and server.password:
                line.login(server.user, server.password)
        except (smtplib.SMTPException, OSError):
            line.close()
            raise
        return line

    def _reset(self) -> None:
        if self._line is not None:
            try:
                self._line.rset()
            except (smtplib.SMTPException, OSError):
                self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()


def _is_lasting(code: int) -> bool:
    """Tell whether a reply is for good: RFC 5321, section 4.2.1."""
    return 500 <= code < 600


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:300]
