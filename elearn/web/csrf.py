"""The token of forms: hidden under a new mask on every page, signed and looked at once."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from functools import lru_cache

from flask import Flask, Response, current_app, g, request
from flask import session as cookie
from flask_wtf.csrf import CSRFProtect, generate_csrf

from elearn.web.context import asked, here

KNOWN = 10_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})  # no form is sent with these


class KnownTokens(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's protection, which remembers the pairs of token and secret that fitted.

    Tokens of ours have no time limit, so what fitted once always does. What is not known is
    checked as ever, and refused as ever.
    """

    def __init__(self, app: Flask) -> None:
        self._known: set[tuple[str, str]] = set()
        super().__init__(app)
        app.context_processor(lambda: {"csrf_token": token})
        app.after_request(mask_tokens)

    def knows(self) -> bool:
        """Tell whether the token and secret of this request are known to fit."""
        return _pair() in self._known

    def protect(self, apply_exemptions: bool = False) -> None:
        """Let a request pass that only reads, or whose token is known to fit; or check it."""
        method = asked().method
        if method in READING:
            return
        if method != "POST":
            super().protect(apply_exemptions=apply_exemptions)
            return
        pair = _pair()
        if pair in self._known:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions=apply_exemptions)
        if all(pair) and g.get("csrf_valid"):
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known.add(pair)

    def _get_csrf_token(self) -> str | None:
        found = super()._get_csrf_token()
        return found and unmasked(found)


def knows_form() -> bool:
    """Tell whether this request's form has a token that is known to fit its cookie."""
    protection: KnownTokens = current_app.extensions["csrf"]
    return protection.knows()


def token() -> str:
    """Return the token that this browser's forms carry, signed once and not for each page."""
    own = here().g
    found: str | None = own.get("csrf_token")
    if found is None:
        secret = cookie.get("csrf_token")
        found = own.csrf_token = _signed(secret) if secret else str(generate_csrf())
    return found


def mask_tokens(response: Response) -> Response:
    """Put the token of a page under a mask, wherever it stands.

    The length of a compressed page would otherwise tell, guess by guess, what its token is (the
    BREACH attack).
    """
    own: str | None = here().g.get("csrf_token")
    if own and response.mimetype == "text/html" and not response.is_streamed:
        page, written = response.get_data(), own.encode()
        if written in page:
            response.set_data(page.replace(written, masked(own).encode()))
    return response


def masked(own: str) -> str:
    """Return a token under a mask that is never used again."""
    mask = secrets.token_bytes(len(own))
    return urlsafe_b64encode(mask + _xor(mask, own.encode())).decode()


def unmasked(text: str) -> str:
    """Return the token under a mask; what is no masked token stays as it is, to be refused."""
    try:
        both = urlsafe_b64decode(text)
        half = len(both) // 2
        return _xor(both[:half], both[half:]).decode()
    except (NotBase64, ValueError):
        return text


def _pair() -> tuple[str, str]:
    return unmasked(request.form.get("csrf_token", "")), cookie.get("csrf_token", "")


@lru_cache(KNOWN)
def _signed(_secret: str) -> str:
    return str(generate_csrf())


def _xor(one: bytes, other: bytes) -> bytes:
    """Return the bitwise difference of two texts; raises ValueError unless they are as long."""
    if len(one) != len(other):
        raise ValueError("a mask of another length")
    bits = int.from_bytes(one, "big") ^ int.from_bytes(other, "big")
    return bits.to_bytes(len(one), "big")
