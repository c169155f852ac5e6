"""How often the same account or address may try something that could be guessed."""

import hashlib

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN_PER_ACCOUNT = "10 per 15 minutes"
SIGN_IN_PER_ADDRESS = "60 per 15 minutes"
VERIFY_PER_ADDRESS = "60 per minute"
FILES_PER_ADDRESS = "20 per minute"


class RouteLimiter(Limiter):
    """Limits the routes that are marked, and does not go through its lists for all others."""

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        if not in_middleware:  # before each request, only limits on every route are looked for
            super()._check_request_limit(callable_name, in_middleware)


limiter = RouteLimiter(get_remote_address, headers_enabled=False)


def account_tried() -> str:
    """Return the key of the account that a sign-in names, without the e-mail itself."""
    email = request.form.get("email", "").strip().lower()
    return hashlib.sha256(email.encode()).hexdigest()


def was_refused(response: Response) -> bool:
    """Tell whether a sign-in failed: only failures count."""
    return response.status_code == 422
