"""The page of a team of fifty, out of an organisation of 50,000 and out of one of 500."""

import gc
import os
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from bench.figures import Figure, in_turns, milliseconds
from bench.organisations import fill
from bench.servers import NotServing
from elearn import create_app
from elearn.config import DEMO_PARTNERSHIP, Settings, shipped_content
from elearn.operations.accounts import begin_sign_in
from elearn.served import settle
from elearn.site import Site

SMALL, LARGE = 500, 50_000
ROUNDS = 40
MOST = 30.0  # ms


@dataclass(frozen=True)
class Organisation:
    """An organisation on a database, with a browser of one team's manager and of an auditor."""

    app: Flask
    manager: FlaskClient
    auditor: FlaskClient


def measure_teams(kind: str, small: Organisation, large: Organisation) -> list[Figure]:
    """Return how long the page takes in the large organisation beside the small one."""
    of_small, of_large = in_turns(ROUNDS, asking(small), asking(large))
    slowest = sorted(of_large)[int(len(of_large) * 0.95) - 1]
    return [
        Figure(f"Team of 50 out of 50,000, {kind}", "ms", median(of_large), median(of_small),
               "out of 500", at_most=1.5),
        Figure(f"The same, p95, {kind}", "ms", slowest, MOST, "wanted", at_most=1),
    ]  # fmt: skip


def organisation(folder: Path, database: str, people: int) -> Organisation:
    """Return an organisation of so many people; what is there by then is no garbage."""
    with redirect_stderr(StringIO()):
        app = create_app(settings(folder, database))  # its log goes where this says
    held = fill(app, people)
    gc.collect()
    settle()  # as the served site does once it has started
    return Organisation(app, signed_in(app, held.manager), signed_in(app, held.auditor))


def asking(of: Organisation) -> Callable[[], float]:
    """Return the measure of how long the page takes."""
    return milliseconds(lambda: page(of.manager))


def signed_in(app: Flask, person_id: int) -> FlaskClient:
    """Return a browser in which a person is signed in."""
    with app.app_context():
        site: Site = app.extensions["elearn"]
        token = begin_sign_in(site.session(), person_id, site.clock())
        site.session.commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


def page(client: FlaskClient) -> str:
    """Return the page of the team; raises NotServing unless it shows fifty people."""
    answer = client.get("/team/matrix")
    shown = answer.text.count('<th scope="row"')
    if answer.status_code != 200 or shown != 50:
        raise NotServing(f"/team/matrix answered {answer.status_code} with {shown} people")
    return answer.text


def settings(folder: Path, database: str) -> Settings:
    """Return the settings of a site on a database."""
    content = os.environ.get("ELEARN_CONTENT")
    return Settings(
        demo=True,
        secret_key="a secret that is only for measuring",
        database_url=database,
        instance=folder,
        content=Path(content) if content else shipped_content(),
        partnership=DEMO_PARTNERSHIP,
        public_url="http://127.0.0.1",
        host="127.0.0.1",
        port=8000,
        workers=1,
        https=False,
        trusted_proxies=0,
        limits_url="memory://",
        cheap_passwords=True,
    )
