"""What the site is measured against: a Flask app without extensions on the same server.

``python -m bench.bare PORT FOLDER`` serves it. FOLDER holds ``page.json``: the title of the page
and the runs of text that it shows. BENCH_DATABASE is a PostgreSQL address, or empty for SQLite.
"""

import json
import os
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, Response, render_template, request
from granian import Granian
from granian.constants import Interfaces
from jinja2 import DictLoader

from elearn.processors import keep_to_one
from elearn.serving import THREADS

PROCESSES = 2
ELEMENT = """      <p class="govuk-body">{{ words }}</p>
"""
PAGE = f"""<!doctype html>
<html lang="en-GB">
  <head><meta charset="utf-8"><title>{{{{ title }}}}</title></head>
  <body>
    <h1>{{{{ title }}}}</h1>
    {{% for words in runs %}}
{ELEMENT}    {{% endfor %}}
  </body>
</html>
"""


def create_app() -> Flask:
    """Return the app: a page from a small template, and a POST that commits one row."""
    keep_to_one(PROCESSES)  # as the site does
    folder = Path(os.environ["BENCH_FOLDER"])
    page = json.loads((folder / "page.json").read_text(encoding="utf-8"))
    app = Flask("bare", static_folder=None)
    pages = DictLoader({"page.html": PAGE})
    app.jinja_options = {"loader": pages, "trim_blocks": True, "lstrip_blocks": True}
    rows = Rows(folder, os.environ["BENCH_DATABASE"])

    @app.get("/")
    def show() -> str:
        return render_template("page.html", title=page["title"], runs=page["runs"])

    @app.post("/")
    def save() -> Response:
        rows.save(request.form["answer"])
        return Response(status=204)

    return app


class Rows:
    """A table that gains one row with each durable commit, a connection for each thread.

    ``address`` is that of a PostgreSQL database, or empty for SQLite in the folder.
    """

    def __init__(self, folder: Path, address: str) -> None:
        self.path, self.address = folder / "bare.db", address
        self.own = threading.local()
        self.insert = f"INSERT INTO saved (value) VALUES ({'%s' if address else '?'})"

    def save(self, value: str) -> None:
        """Add a row and commit it to disk."""
        connection = getattr(self.own, "connection", None)
        if connection is None:
            connection = self.own.connection = self._connect()
        connection.execute("BEGIN" if self.address else "BEGIN IMMEDIATE")
        connection.execute(self.insert, (value,))
        connection.execute("COMMIT")

    def _connect(self) -> Any:
        if self.address:
            return psycopg.connect(self.address, autocommit=True)
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=10)
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def prepare(self) -> None:
        """Make the table, before there is more than one process."""
        with closing(self._connect()) as connection:
            if not self.address:
                connection.execute("PRAGMA journal_mode=WAL")
            key = "BIGSERIAL" if self.address else "INTEGER"
            connection.execute(f"CREATE TABLE saved (id {key} PRIMARY KEY, value TEXT)")


if __name__ == "__main__":
    os.environ["BENCH_FOLDER"] = sys.argv[2]
    Rows(Path(sys.argv[2]), os.environ["BENCH_DATABASE"]).prepare()
    Granian(
        "bench.bare:create_app",
        factory=True,
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        log_access=False,
    ).serve()
