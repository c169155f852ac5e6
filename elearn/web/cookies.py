"""The browser's cookie: signed as Flask signs it, and its signature looked at once."""

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

KNOWN = 10_000  # cookies of some hundred bytes; each is renewed every few minutes


class KnownCookies:
    """A serializer that remembers which texts it has read, and what they held.

    What was signed once always was; only its age is looked at each time.
    """

    def __init__(self, serializer: URLSafeTimedSerializer) -> None:
        self._serializer = serializer
        self._payload = serializer.serializer
        self._known: dict[str, tuple[Any, float]] = {}
        self._seconds = TimestampSigner("").get_timestamp
        self.dumps = serializer.dumps

    def loads(self, text: str, max_age: int | None = None) -> Any:
        """Return what a text holds; raises BadSignature, or SignatureExpired if it is too old."""
        known = self._known.get(text)
        if known is None:
            return self._read(text, max_age)
        held, signed_at = known
        if max_age is not None and self._seconds() - signed_at > max_age:
            raise SignatureExpired("an old cookie")
        return self._payload.loads(held)  # a copy: what a request changes is its own

    def _read(self, text: str, max_age: int | None) -> Any:
        held, signed_at = self._serializer.loads(text, max_age=max_age, return_timestamp=True)
        if len(self._known) >= KNOWN:
            self._known.clear()
        self._known[text] = self._payload.dumps(held), signed_at.timestamp()
        return held


class SignedCookies(SecureCookieSessionInterface):
    """Flask's own sessions, but that what signs their cookies is made once, not for each page."""

    def __init__(self) -> None:
        self._made: KnownCookies | None = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """Return what signs the cookies of this app, the only one that has these sessions."""
        if self._made is None:
            serializer = super().get_signing_serializer(app)
            self._made = KnownCookies(serializer) if serializer else None
        return self._made
