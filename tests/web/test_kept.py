"""Parts of pages that are kept are the same for everyone, and nothing personal can slip in."""

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta

from tests.journey import Visitor

PERSONAL = {
    "current_user", "csp_nonce", "csrf_token", "nav", "session", "request", "g", "config",
    "get_flashed_messages", "form", "read",
}  # fmt: skip
PARTS = sorted(Path(__file__).parents[2].joinpath("templates", "parts").glob("*.html"))


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


def test_a_part_that_asks_who_is_signed_in_is_found(app: Flask, tmp_path: Path) -> None:
    part = tmp_path / "part.html"
    part.write_text("{% if current_user.is_authenticated %}{{ csrf_token() }}{% endif %}")
    assert asked_for(app, part) & PERSONAL == {"current_user", "csrf_token"}


def test_a_kept_page_is_each_readers_own(app: Flask, people: dict[str, int]) -> None:
    path = "/modules/child-a/summary"
    first = Visitor(app).become(people["learner"])
    first.post(path)
    ours, theirs = first.read(path), Visitor(app).become(people["manager"]).read(path)
    assert "You have marked this section as read" in ours.words
    assert "You have marked this section as read" not in theirs.words
    assert "Siân Llŷr" in ours.words
    assert "Siân Llŷr" not in theirs.words
    assert ours.token != theirs.token
    nonces = {str(page.soup.select_one("script[nonce]")) for page in (ours, first.read(path))}
    assert len(nonces) == 2
