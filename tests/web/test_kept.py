"""What is kept is the same for everyone whom it is shown to, and nothing personal can slip in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, current_app
from flask_wtf.csrf import generate_csrf
from jinja2 import DictLoader, Environment, UndefinedError, meta

from elearn.web.kept import Personal, kept_page
from tests.journey import Visitor

PERSONAL = {
    "current_user", "csp_nonce", "csrf_token", "nav", "session", "request", "g", "config",
    "get_flashed_messages", "form", "read",
}  # fmt: skip
TEMPLATES = Path(__file__).parents[2] / "templates"
KEPT = re.compile(r'\bkept\("([a-z-]+)"\)')
PARTS = sorted(
    TEMPLATES / "parts" / f"{name}.html"
    for page in TEMPLATES.rglob("*.html")
    for name in KEPT.findall(page.read_text(encoding="utf-8"))
)
SECTION = "/modules/child-a/summary"


def asked_for(app: Flask, path: Path) -> set[str]:
    """Return the names that a template, and the templates it imports, take from outside."""
    nothing_given = Environment(trim_blocks=True)
    nothing_given.filters = app.jinja_env.filters
    source = nothing_given.parse(path.read_text(encoding="utf-8"))
    names = set(meta.find_undeclared_variables(source))
    for name in meta.find_referenced_templates(source):
        names |= asked_for(app, path.parents[1] / str(name))
    return names


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_a_kept_part_asks_for_nothing_personal(app: Flask, path: Path) -> None:
    assert not asked_for(app, path) & PERSONAL


def test_the_parts_that_are_kept_are_found() -> None:
    assert {path.stem for path in PARTS} >= {"assets", "footer", "timeout", "worried"}


def test_a_part_that_asks_who_is_signed_in_is_found(app: Flask, tmp_path: Path) -> None:
    part = tmp_path / "part.html"
    part.write_text("{% if current_user.is_authenticated %}{{ csrf_token() }}{% endif %}")
    assert asked_for(app, part) & PERSONAL == {"current_user", "csrf_token"}


def test_a_kept_page_is_each_readers_own(app: Flask, people: dict[str, int]) -> None:
    first = Visitor(app).become(people["learner"])
    first.post(SECTION)
    ours, theirs = first.read(SECTION), Visitor(app).become(people["manager"]).read(SECTION)
    assert "You have marked this section as read" in ours.words
    assert "You have marked this section as read" not in theirs.words
    assert "Siân Llŷr" in ours.words
    assert "Siân Llŷr" not in theirs.words
    assert "Team" not in ours.words
    assert "Team" in theirs.words
    assert ours.token != theirs.token


def test_each_answer_has_its_own_nonce_in_the_page_and_its_policy(learner: Visitor) -> None:
    nonces = set()
    for page in (learner.read(SECTION), learner.read(SECTION)):
        nonce = str(page.soup.select("script[nonce]")[0]["nonce"])
        assert f"'nonce-{nonce}'" in page.headers["Content-Security-Policy"]
        assert "\0" not in page.response.text
        nonces.add(nonce)
    assert len(nonces) == 2


def test_a_name_is_escaped_in_a_kept_page(app: Flask, people: dict[str, int]) -> None:
    learner = Visitor(app).become(people["learner"])
    learner.read(SECTION)
    learner.post("/account", {"name": "Anne-Marie O'Neill"})
    page = learner.read(SECTION)
    assert "Anne-Marie O'Neill" in page.words
    assert "Anne-Marie O&#39;Neill" in page.response.text


def test_a_message_is_shown_once_and_not_kept(learner: Visitor) -> None:
    learner.read(SECTION)
    with learner.client.session_transaction(base_url="https://learning.example.org") as cookie:
        cookie["_flashes"] = [("message", "Something was done")]
    assert "Something was done" in learner.read(SECTION).words
    assert "Something was done" not in learner.read(SECTION).words


@pytest.fixture
def asked(app: Flask, learner: Visitor) -> Iterator[None]:
    """Ask for a page as the learner, with templates of the test's own."""
    loader = app.jinja_env.loader
    token = learner.client.get_cookie("learning_lessons", "learning.example.org")
    assert token is not None
    app.jinja_env.loader = DictLoader(
        {
            "email.html": "{{ current_user.email }}",
            "path.html": "{{ request.path }}",
            "token.html": "{{ token }}",
        }
    )
    with app.test_request_context(
        SECTION,
        base_url="https://learning.example.org",
        headers={"Cookie": f"learning_lessons={token.value}"},
    ):
        yield
    app.jinja_env.loader = loader


@pytest.mark.parametrize("name", ["email.html", "path.html"])
def test_a_kept_page_can_ask_for_nothing_but_the_name(asked: None, name: str) -> None:
    with pytest.raises(UndefinedError):
        kept_page(name)


def test_a_page_that_holds_a_token_is_not_kept(asked: None) -> None:
    with pytest.raises(Personal):
        kept_page("token.html", token=generate_csrf())
    assert not any("token.html" in key for key in current_app.extensions["elearn_pages"])
