"""Errors in words: domain errors and HTTP errors made into pages."""

from flask import Flask, render_template
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from elearn.domain.errors import ChangedSince, NotFound
from elearn.web.context import site

Answer = tuple[str, int]


def register_errors(app: Flask) -> None:
    """Answer every error with a page that says what happened and what to do."""
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(ChangedSince, changed_since)
    app.register_error_handler(404, not_found)
    app.register_error_handler(405, not_found)
    app.register_error_handler(CSRFError, page_too_old)
    app.register_error_handler(RateLimitExceeded, too_many)
    app.register_error_handler(413, too_large)
    app.register_error_handler(HTTPException, other)
    app.register_error_handler(500, broken)


def not_found(_error: Exception) -> Answer:
    """Say the same of what does not exist and of what this person may not see."""
    return render_template("errors/not-found.html"), 404


def changed_since(_error: Exception) -> Response:
    """Tell the script, which alone says what its page shows, that something newer is saved."""
    return Response(status=412)


def page_too_old(_error: Exception) -> Answer:
    """Say that the form was no longer valid and nothing was changed."""
    return render_template("errors/page-too-old.html"), 400


def too_many(error: RateLimitExceeded) -> Answer:
    """Say that someone tried too often and when to try again."""
    minutes = max(1, error.limit.limit.get_expiry() // 60)
    return render_template("errors/too-many.html", minutes=minutes), 429


def too_large(_error: Exception) -> Answer:
    """Say that more was sent than is accepted."""
    return render_template("errors/too-large.html"), 413


def other(error: HTTPException) -> Answer:
    """Say that the request could not be understood."""
    return render_template("errors/bad-request.html"), error.code or 400


def broken(_error: Exception) -> Answer:
    """Say that the fault is ours; whatever was half done is undone."""
    site().session.rollback()
    return render_template("errors/broken.html"), 500
