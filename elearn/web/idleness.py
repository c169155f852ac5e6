"""How long a browser that is signed in may be idle: its cookie is renewed as it is used."""

from datetime import timedelta

from flask import session as cookie

from elearn.web.context import now

IDLE = timedelta(hours=2)  # without a page asked for, this ends a sign-in
RENEWED_EVERY = timedelta(minutes=5)  # signing the cookie anew for each page would cost more


def stay_signed_in() -> None:
    """Renew the cookie if it has not been renewed lately."""
    moment = int(now().timestamp())
    if abs(moment - cookie.get("renewed_at", 0)) >= RENEWED_EVERY.total_seconds():
        cookie["renewed_at"] = moment
