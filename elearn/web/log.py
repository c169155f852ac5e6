"""One structured line for each request: ids and figures, never names, answers or addresses."""

import secrets
import sys
from json import JSONEncoder
from time import perf_counter

import structlog
from flask import Flask, Response
from flask.ctx import _AppCtxGlobals

from elearn.web.context import SignedIn, asked, here

# Checks of the machine; and the page for a moment of rest, of which nothing is to be known.
UNLOGGED = frozenset({"static", "health.alive", "health.ready", "support.moment"})
AS_JSON = JSONEncoder(ensure_ascii=False, default=str)
log = structlog.get_logger("elearn.web")


def register_logging(app: Flask) -> None:
    """Give each request an id and log it, as a line of JSON on standard error, when answered."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(lambda line, **_: AS_JSON.encode(line)),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    """Note when the request came and give it an id."""
    own = here().g
    own.request_id, own.began = secrets.token_hex(8), perf_counter()


def finish(response: Response) -> Response:
    """Write the request's line, and tell the browser the id to quote when asking for help."""
    request, known = asked(), here().g
    response.headers["X-Request-Id"] = known.request_id
    if request.endpoint not in UNLOGGED:
        log.info(
            "request",
            request_id=known.request_id,
            person_id=_person_id(known),
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            milliseconds=round((perf_counter() - known.began) * 1000, 1),
        )
    return response


def _person_id(known: _AppCtxGlobals) -> int | None:
    """Return who asked, as the guard found them, or as the statement did that was its own guard."""
    user = known.get("_login_user")
    return user.viewer.id if isinstance(user, SignedIn) else known.get("person_id")
