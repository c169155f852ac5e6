"""What a server is handed: pages whole, and with the headers that every answer has."""

from collections.abc import Iterable
from contextlib import closing
from typing import Any

from flask import Response
from werkzeug.datastructures import Headers
from werkzeug.urls import iri_to_uri
from werkzeug.wsgi import ClosingIterator

from elearn.web.headers import ALWAYS

PAGES = (200, 303)  # the statuses of nearly every answer
Sent = tuple[Iterable[bytes], str, list[tuple[str, str]]]


class WholeResponse(Response):
    """A response that the server gets as a list, unless it is a stream.

    Granian sends a list at once. Of anything else it asks for one piece after the other, and lets
    other threads have the interpreter before each.
    """

    def get_wsgi_response(self, environ: dict[str, Any]) -> Sent:
        """Return the pieces, the status, and the headers with those that are always the same."""
        pieces, status, headers = super().get_wsgi_response(environ)
        return pieces, status, headers + ALWAYS

    def get_app_iter(self, environ: dict[str, Any]) -> Iterable[bytes]:
        """Return the pieces, all of them at once if they are there."""
        pieces = super().get_app_iter(environ)
        if not (self.is_sequence and isinstance(pieces, ClosingIterator)):
            return pieces
        with closing(pieces):
            return list(pieces)

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """Return the headers as they are sent; those of a page need no copy to be changed."""
        if self.status_code not in PAGES or "Content-Length" not in self.headers:
            return super().get_wsgi_headers(environ)
        location = self.headers.get("Location")
        if location is not None:
            self.headers["Location"] = iri_to_uri(location)
        return self.headers
