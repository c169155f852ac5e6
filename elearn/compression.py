"""Smaller answers: pages are compressed as they leave, styles and scripts once and then kept."""

import gzip
from functools import lru_cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from flask import Flask, Response, current_app, request
from flask_compress import Compress

FILES = 64  # styles, scripts and images, in two codings
CODINGS = ("br", "gzip")  # of files, the smaller first; every browser takes one of them

SETTINGS: dict[str, object] = {
    # PDF, XLSX and PNG are compressed already.
    "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/javascript", "text/csv", "text/plain",
                           "application/json", "image/svg+xml"],
    "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],  # the quickest first
    "COMPRESS_LEVEL": 4,
    "COMPRESS_STREAMS": False,
    "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,  # no page is kept by a browser
}  # fmt: skip


class Compression(Compress):
    """Flask-Compress for pages; files of ours are compressed hard, once for each coding."""

    def after_request(self, response: Response | None) -> Response:
        """Compress an answer if its reader takes it so; otherwise it costs nothing."""
        if response and request.endpoint == "static" and response.status_code == 200:
            self._compress_file(response)
        return super().after_request(response)

    def _compress_file(self, response: Response) -> None:
        coding = request.accept_encodings.best_match(CODINGS)
        if coding is None or response.mimetype not in self.compress_mimetypes_set:
            return
        path = Path(str(current_app.static_folder), (request.view_args or {})["filename"])
        response.close()
        response.direct_passthrough = False
        response.set_data(compressed(path, path.stat().st_mtime_ns, coding))
        response.content_encoding = coding
        response.set_etag(response.get_etag()[0] or "", weak=True)  # the same file, other bytes


def compress_answers(app: Flask) -> None:
    """Compress what the app answers; to be joined first, so that it is the last to see it."""
    app.config.update(SETTINGS)
    Compression(app)


@lru_cache(FILES)
def compressed(path: Path, _changed: int, coding: str) -> bytes:
    """Return a file as small as this coding makes it."""
    data = path.read_bytes()
    return bytes(brotli.compress(data)) if coding == "br" else gzip.compress(data, mtime=0)
