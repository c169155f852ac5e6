"""How long a browser that is signed in may be idle: its cookie is renewed as it is used."""

from datetime import timedelta

from flask import Response, g
from flask import session as cookie

from elearn.web.context import now, site

IDLE = timedelta(hours=2)  # without a page asked for, this ends a sign-in
IDLE_SHARED = timedelta(minutes=15)  # on a computer that others use too
RENEWED_EVERY = timedelta(minutes=5)  # signing the cookie anew for each page would cost more
RENEWED_SHARED = timedelta(minutes=1)
LIMIT_COOKIE = "learning_lessons_idle"  # in seconds, for the script that warns; no secret


def begin_idleness(*, shared: bool) -> None:
    """Begin to count for a new sign-in; on a shared computer it ends with the browser too."""
    cookie.permanent = not shared
    cookie["renewed_at"] = int(now().timestamp())
    if shared:
        cookie["shared"] = True
    g.idle_limit = int((IDLE_SHARED if shared else IDLE).total_seconds())


def stay_signed_in() -> bool:
    """Tell whether a sign-in has been used lately enough, and renew its cookie if it is time."""
    moment = int(now().timestamp())
    since, shared = abs(moment - cookie.get("renewed_at", 0)), "shared" in cookie
    if shared and since > (IDLE_SHARED + RENEWED_SHARED).total_seconds():
        return False
    if since >= (RENEWED_SHARED if shared else RENEWED_EVERY).total_seconds():
        cookie["renewed_at"] = moment
    return True


def signed_in_token() -> str | None:
    """Return the token of this browser's sign-in if it was used lately enough, otherwise None.

    It says nothing of whether the sign-in still holds: only the record does.
    """
    token: str | None = cookie.get("_user_id")
    return token if token and stay_signed_in() else None


def tell_limit(response: Response) -> Response:
    """Tell the script how long this sign-in may be idle, when it begins."""
    limit: int | None = g.get("idle_limit")
    if limit is not None:
        response.set_cookie(LIMIT_COOKIE, str(limit), samesite="Lax", secure=site().https)
    return response
