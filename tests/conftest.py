"""The site on real databases, made by the real migrations, at a time that the test sets."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Table, select

from elearn import create_app
from elearn.config import Settings
from elearn.db import db
from elearn.documents.badge import new_key
from elearn.domain.partnership import Contacts, Partnership
from elearn.print_store import PrintStore
from elearn.site import Site
from elearn.web.limits import limiter
from tests.databases import KINDS, postgres_database, postgres_server, sqlite_database
from tests.journey import Visitor
from tests.partnership import found_partnership

CONTENT = Path(__file__).parent / "content"
START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PARTNERSHIP = Partnership(
    name="Northdale Safeguarding Children Partnership",
    signatory_name="Dr Amina Okafor",
    signatory_title="Independent Scrutineer",
    contacts=Contacts(referral_name="The front door", referral_phone="01234 567890"),
)


BADGE_KEY = new_key()


class Clock:
    """A clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move on by so many days, hours, minutes, and return the new time."""
        self.now += timedelta(**by)
        return self.now


# Opens the site for a piece of work that is committed when it ends well, as a request is.
Work = Callable[[], AbstractContextManager[Site]]


def settings_for(database_url: str, instance: Path, content: Path = CONTENT) -> Settings:
    """Return the settings of a production site, but for the price of its passwords."""
    return Settings(
        demo=False,
        secret_key="a secret that is only for the tests",
        database_url=database_url,
        instance=instance,
        content=content,
        partnership=PARTNERSHIP,
        public_url="https://learning.example.org",
        host="127.0.0.1",
        port=8000,
        workers=1,
        https=True,
        trusted_proxies=0,
        limits_url="memory://",
        badge_keys=(BADGE_KEY,),
        cheap_passwords=True,
    )


def empty(app: Flask) -> None:
    """Delete every row, past the guards on history."""
    with app.app_context(), db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())


Build = Callable[[Site], dict[str, int]]


class Rows:
    """What was built in an empty database, so that it need not be built again for each test."""

    def __init__(self) -> None:
        self.kept: dict[Build, tuple[dict[str, int], list[tuple[Table, list[Any]]]]] = {}

    def stored(self, app: Flask, build: Build) -> dict[str, int]:
        """Build in an empty database: the first time truly, then by storing the same rows."""
        with app.app_context():
            if build in self.kept:
                made, tables = self.kept[build]
                with db.engine.begin() as connection:
                    for table, rows in tables:
                        connection.execute(table.insert(), rows)
                return dict(made)
            made = build(app.extensions["elearn"])
            db.session.commit()
            self.kept[build] = made, self._read()
            return dict(made)

    def _read(self) -> list[tuple[Table, list[Any]]]:
        found = []
        for table in db.metadata.sorted_tables:
            rows = db.session.execute(select(table).order_by(*table.primary_key)).mappings().all()
            if rows:
                found.append((table, [dict(row) for row in rows]))
        return found


@pytest.fixture(scope="session")
def rows(one_app: Flask) -> Rows:
    """Return what was built so far on this kind of database."""
    return Rows()


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[], str]]:
    """Give what starts this worker's PostgreSQL, once and only if asked, and tells its address."""
    with ExitStack() as started:
        yield cache(lambda: started.enter_context(postgres_server()))


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Return the kind of database: a test that asks for it, or for an app, runs on each."""
    return str(request.param)


@pytest.fixture(scope="session")
def new_database(
    kind: str,
    server: Callable[[], str],
    worker_id: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], str]]:
    """Give what makes an empty database of this kind by name, and drops it at the end."""
    with ExitStack() as made:

        def make(name: str) -> str:
            if kind == "sqlite":
                return sqlite_database(tmp_path_factory.mktemp(name))
            return made.enter_context(postgres_database(server(), f"elearn_{name}_{worker_id}"))

        yield make


@pytest.fixture(scope="session")
def one_app(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """Give the app of this worker and kind of database, its tables made by the migrations."""
    app = create_app(settings_for(new_database("site"), tmp_path_factory.mktemp("instance")))
    app.testing = True
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.close_connections()


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the site, on a Monday morning in November 2026."""
    return Clock()


@pytest.fixture
def app(one_app: Flask, clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    """Give the app with an empty database, at the time of the clock, with nothing counted."""
    before: Site = one_app.extensions["elearn"]
    prints = PrintStore(tmp_path / "prints")
    replace(before, clock=clock, prints=prints, start_prints=lambda: None).install(one_app)
    empty(one_app)
    limiter.init_app(one_app)  # of several apps the last one counts
    limiter.reset()
    yield one_app
    before.install(one_app)


@pytest.fixture
def work(app: Flask) -> Work:
    """Return what opens the site for a piece of work that is committed when it ends well."""

    @contextmanager
    def at_work() -> Iterator[Site]:
        with app.app_context():
            site: Site = app.extensions["elearn"]
            yield site
            db.session.commit()

    return at_work


@pytest.fixture
def people(app: Flask, rows: Rows) -> dict[str, int]:
    """Return the ids, by the name before the @, of the people of the made-up partnership."""
    return rows.stored(app, found_partnership)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Return a browser that is signed in to nothing."""
    return Visitor(app)


@pytest.fixture
def learner(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the learner, signed in."""
    return Visitor(app).sign_in("learner@example.org")
