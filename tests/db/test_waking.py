"""A database server that was restarted while the site rested costs nobody an error."""

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from elearn.db import db, waking

pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True, scope="session")


def test_a_connection_closed_while_it_rested_is_replaced(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "RESTED", 0.0)
    with app.app_context():
        before = db.session.scalar(text("SELECT pg_backend_pid()"))
        db.session.remove()
        other = create_engine(db.engine.url)
        with other.connect() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend({before}, 5000)"))
        other.dispose()
        after = db.session.scalar(text("SELECT pg_backend_pid()"))
        assert after not in {None, before}
