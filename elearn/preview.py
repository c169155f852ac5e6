"""The preview for authors: the whole site on their drafts, read anew whenever a file is saved.

It listens on this machine only, keeps nothing, and everyone on it is the demonstration's learner.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from flask import Flask
from werkzeug.serving import run_simple
from werkzeug.wrappers import Response

from elearn import create_app
from elearn.catalogue.faults import ContentError
from elearn.config import Settings, read_settings
from elearn.db import db
from elearn.operations import demo
from elearn.operations.accounts import begin_sign_in
from elearn.operations.organisation import person_id
from elearn.site import Site
from elearn.web.context import SignedIn, clock, viewer_by

READER = "learner@example.org"
Stamp = frozenset[tuple[str, int, int]]
Page = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Preview:
    """A WSGI app that serves the content as it stands on disk at each request."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read = 0
        self._seen: Stamp | None = None
        self._page: Page
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer from the content as it is now, read anew if a file was saved."""
        with self._lock:
            stamp = stamp_of(self._settings.content)
            if stamp != self._seen:
                self._page, self._seen = self._read_anew(), stamp
        return self._page(environ, start_response)

    def _read_anew(self) -> Page:
        self._read += 1
        database = self._settings.instance / f"preview-{self._read}.db"
        try:
            return preview_app(replace(self._settings, database_url=f"sqlite:///{database}"))
        except ContentError as error:
            return fault_page(error)


def stamp_of(content: Path) -> Stamp:
    """Return what changes whenever a content file is saved, added, removed or restored."""
    files = (path for part in ("modules", "quizzes") for path in (content / part).rglob("*.*"))
    found = ((path, path.stat()) for path in files)
    return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def preview_app(settings: Settings) -> Flask:
    """Return the site on drafts, with an empty record, its reader signed in on every request."""
    app = create_app(settings, drafts=True)
    with app.app_context():
        db.create_all()
        site: Site = app.extensions["elearn"]
        nothing_learned = replace(site.catalogue, modules={}, quizzes={})
        demo.load_demo(
            db.session(), nothing_learned, site.passwords, site.issuer, site.check_name, clock()
        )
        token = begin_sign_in(db.session(), person_id(db.session(), READER), clock())
        db.session.commit()

    @app.login_manager.request_loader  # type: ignore[attr-defined, untyped-decorator]
    def _reader(_request: object) -> SignedIn | None:
        viewer = viewer_by(token)
        return SignedIn(viewer, token) if viewer else None

    return app


def fault_page(error: ContentError) -> Page:
    """Return a page that lists the faults, until the next file is saved."""
    faults = "".join(f"<li>{escape(str(fault))}</li>" for fault in error.faults)
    html = (
        '<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><title>Faults</title>'
        f"<h1>Mend these faults, save, and load this page again</h1><ul>{faults}</ul></html>"
    )
    return Response(html, status=500, mimetype="text/html")


def serve_preview(content: Path, host: str, port: int) -> None:
    """Serve the preview of a content folder until stopped."""
    with TemporaryDirectory() as folder:
        environ = {
            "ELEARN_DEMO": "1",
            "ELEARN_INSTANCE": folder,
            "ELEARN_CONTENT": str(content),
            "HOST": host,
            "PORT": str(port),
        }
        run_simple(host, port, Preview(read_settings(environ)), threaded=True)
