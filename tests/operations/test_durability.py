"""What was acknowledged survives a killed process; what was not leaves nothing behind."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from elearn import create_app
from elearn.db import Certificate, Completion, Marking, QuizAttempt, db
from elearn.operations.organisation import person_id
from tests.conftest import settings_for
from tests.databases import sqlite_database
from tests.partnership import answer_all, begin, found_partnership, hand_in, read_and_declare

ROOT = Path(__file__).parents[2]
MODULE = "child-a"


def app_in(folder: Path) -> Flask:
    """Return the app on the database of a folder."""
    return create_app(settings_for(sqlite_database(folder), folder))


def finish(folder: str, commit: str) -> None:
    """Submit the learner's open attempt, commit it or not, say so, and wait to be killed."""
    app = app_in(Path(folder))
    with app.app_context():
        site = app.extensions["elearn"]
        person = person_id(db.session(), "learner@example.org")
        attempt = db.session.scalars(select(QuizAttempt.id)).one()
        completed = hand_in(site, attempt, person)
        if commit == "commit":
            db.session.commit()
        print(completed.number if completed else "-", flush=True)  # noqa: T201 - its only voice
        sys.stdin.read()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose database holds an attempt that is ready to be submitted."""
    with opened(tmp_path) as app:
        upgrade()
        site = app.extensions["elearn"]
        person = found_partnership(site)["learner"]
        read_and_declare(site, MODULE, person)
        answer_all(site, begin(site, MODULE, person), person)
        db.session.commit()
    return tmp_path


@contextmanager
def opened(folder: Path) -> Iterator[Flask]:
    app = app_in(folder)
    with app.app_context():
        yield app
        db.session.remove()
        db.close_connections()


def killed_after(folder: Path, commit: str) -> str:
    """Run ``finish`` in a process of its own and kill it once it has spoken."""
    code = "import sys; from tests.operations.test_durability import finish; finish(*sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), commit],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    with process:
        assert process.stdout
        said = process.stdout.readline().strip()
        process.kill()
    assert process.returncode == -9
    return said


def counts() -> list[int]:
    models = (Marking, Completion, Certificate)
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_what_was_committed_survives_a_killed_process(folder: Path) -> None:
    number = killed_after(folder, "commit")
    with opened(folder) as app:
        assert counts() == [8, 1, 1]
        assert db.session.scalars(select(Certificate.number)).all() == [number]
        attempt = db.session.scalars(select(QuizAttempt)).one()
        assert attempt.submitted_at is not None
        again = hand_in(app.extensions["elearn"], attempt.id, attempt.person_id)
        assert again is None
        assert counts() == [8, 1, 1]


def test_a_process_killed_before_its_commit_leaves_nothing_behind(folder: Path) -> None:
    assert killed_after(folder, "no commit") != "-"
    with opened(folder) as app:
        assert counts() == [0, 0, 0]
        attempt = db.session.scalars(select(QuizAttempt)).one()
        assert attempt.submitted_at is None
        done = hand_in(app.extensions["elearn"], attempt.id, attempt.person_id)
        assert done is not None
        assert counts() == [8, 1, 1]
