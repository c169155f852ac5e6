"""Alive and able to serve: what operations ask."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from elearn import create_app
from elearn.db import db
from tests.conftest import settings_for
from tests.journey import Visitor


def test_the_site_is_alive_and_ready(visitor: Visitor) -> None:
    for address in ("/healthz", "/readyz"):
        page = visitor.get(address)
        assert (page.status, page.response.json) == (200, {"status": "ok"})
        assert "Set-Cookie" not in page.headers


def test_without_tables_the_site_is_alive_but_not_ready(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    app = create_app(settings_for(new_database("unready"), tmp_path))
    visitor = Visitor(app)
    assert visitor.get("/healthz").status == 200
    answer = visitor.get("/readyz")
    assert answer.status == 503
    assert answer.response.json == {"status": "the database cannot be read"}
    assert visitor.get("/").status == 200
    with app.app_context():
        db.close_connections()


def test_without_a_database_the_site_is_alive_but_not_ready(tmp_path: Path, app: Flask) -> None:
    addresses = ("sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none")
    for address in addresses:
        lost = create_app(settings_for(address, tmp_path))
        assert Visitor(lost).get("/healthz").status == 200
        assert Visitor(lost).get("/readyz").status == 503
