"""The browser's cookies: read once, signed as Flask signs them, each signature looked at once."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie
from werkzeug.utils import cached_property

KNOWN = 10_000  # cookies of some hundred bytes; each is renewed every few minutes
BROWSERS = 1000  # whose cookies are known; what is no cookie of ours fills no more than some 20 MB
LONGEST = 500  # characters of all cookies of a browser that are known; of ours there are 300
PLAIN = (str, int, bool, type(None))  # nobody can change these for others


class CookieRequest(Request):
    """A request whose cookies are read once for each text in which they come."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """Return the cookies that the browser sent."""
        text: str = self.environ.get("HTTP_COOKIE", "")
        return _cookies_in(text) if len(text) <= LONGEST else _cookies_in.__wrapped__(text)


@lru_cache(BROWSERS)
def _cookies_in(text: str) -> ImmutableMultiDict[str, str]:
    return parse_cookie(text, ImmutableMultiDict)  # type: ignore[return-value]


class KnownCookies:
    """A serializer that remembers which texts it has read, and what they held.

    What was signed once always was; only its age is looked at each time.
    """

    def __init__(self, serializer: URLSafeTimedSerializer) -> None:
        self._serializer = serializer
        self._payload = serializer.serializer
        self._known: dict[str, tuple[Callable[[], Any], float]] = {}
        self._seconds = TimestampSigner("").get_timestamp
        self.dumps = serializer.dumps

    def loads(self, text: str, max_age: int | None = None) -> Any:
        """Return what a text holds; raises BadSignature, or SignatureExpired if it is too old."""
        known = self._known.get(text)
        if known is None:
            return self._read(text, max_age)
        copy, signed_at = known
        if max_age is not None and self._seconds() - signed_at > max_age:
            raise SignatureExpired("an old cookie")
        return copy()  # what a request changes is its own

    def _read(self, text: str, max_age: int | None) -> Any:
        held, signed_at = self._serializer.loads(text, max_age=max_age, return_timestamp=True)
        if len(self._known) >= KNOWN:
            self._known.clear()
        flat = isinstance(held, dict) and all(isinstance(value, PLAIN) for value in held.values())
        copy = dict(held).copy if flat else partial(self._payload.loads, self._payload.dumps(held))
        self._known[text] = copy, signed_at.timestamp()
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

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if that is due; else tell caches, as Flask does, that it matters."""
        if not session or self.should_set_cookie(app, session):
            super().save_session(app, session, response)
        elif session.accessed:
            by = response.headers.get("Vary")
            response.headers["Vary"] = f"{by}, Cookie" if by else "Cookie"
