"""The token of forms: its signature is looked at once, and then known for this browser's secret."""

from flask import Flask, g, request
from flask import session as cookie
from flask_wtf.csrf import CSRFProtect

KNOWN = 10_000


class KnownTokens(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's protection, which remembers the pairs of token and secret that fitted.

    Tokens of ours have no time limit, so what fitted once always does. What is not known is
    checked as ever, and refused as ever.
    """

    def __init__(self, app: Flask) -> None:
        self._known: set[tuple[str, str]] = set()
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        """Let a request pass whose token is known to fit, or check it."""
        if request.method != "POST":
            super().protect(apply_exemptions=apply_exemptions)
            return
        pair = (request.form.get("csrf_token", ""), cookie.get("csrf_token", ""))
        if pair in self._known:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions=apply_exemptions)
        if all(pair) and g.get("csrf_valid"):
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known.add(pair)
