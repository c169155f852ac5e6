"""Sign-off of content: seen and recorded by leads and administrators, kept for a version."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from elearn.domain.content import Module
from tests.conftest import Work
from tests.journey import Visitor

PAGE = "/admin/content/listening"


@pytest.fixture
def lead(app: Flask, people: dict[str, int]) -> Visitor:
    assert people
    return Visitor(app).sign_in("lead@example.org")


def form(visitor: Visitor, **changes: str) -> dict[str, str]:
    version = visitor.read(PAGE).fields()["version"][0]
    return {
        "name": "Ify Obi",
        "role": "Designated nurse",
        "read": "y",
        "version": version,
    } | changes


def change(app: Flask, **changes: object) -> None:
    """Serve another version of Listening."""
    site = app.extensions["elearn"]
    modules: Mapping[str, Module] = site.catalogue.modules
    changed = replace(modules["listening"], content_hash="0" * 64, **changes)  # type: ignore[arg-type]
    texts = {**site.catalogue.texts, "0" * 64: "another text"}
    catalogue = replace(site.catalogue, modules={**modules, "listening": changed}, texts=texts)
    replace(site, catalogue=catalogue).install(app)


def test_a_module_says_that_nobody_has_signed_it_off(learner: Visitor) -> None:
    assert (
        "Awaiting sign-off by your safeguarding lead." in learner.read("/modules/listening").words
    )


def test_a_sign_off_shows_wherever_the_module_is_read(lead: Visitor) -> None:
    page = lead.post(PAGE, form(lead))
    assert page.location == "/admin/content"
    said = "Signed off for this partnership by Ify Obi, Designated nurse, on 23 November 2026."
    for path in ("", "/print"):
        assert said in lead.read(f"/modules/listening{path}").words
    assert "Ify Obi, Designated nurse, 23 November 2026" in lead.read("/admin/content").words


def test_a_new_version_awaits_sign_off_again(app: Flask, lead: Visitor) -> None:
    lead.post(PAGE, form(lead))
    change(app)
    assert "Awaiting sign-off" in lead.read("/modules/listening").words


def test_a_version_that_was_not_read_is_not_signed_off(app: Flask, lead: Visitor) -> None:
    sent = form(lead)
    change(app)
    page = lead.post(PAGE, sent)
    assert page.status == 422
    assert page.errors == ["The module has changed since you opened this page: read it again"]
    assert page.fields()["role"] == ["Designated nurse"]
    assert "Awaiting sign-off" in lead.read("/modules/listening").words


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("role", ""), ("role", "x" * 121), ("read", "")]
)
def test_a_sign_off_needs_a_name_a_role_and_the_reading(
    lead: Visitor, field: str, value: str
) -> None:
    sent = form(lead)
    sent[field] = value
    if not value:
        del sent[field]
    page = lead.post(PAGE, sent)
    assert page.status == 422
    assert len(page.errors) == 1
    assert "Awaiting sign-off" in lead.read("/modules/listening").words


def test_a_module_whose_review_date_has_come_says_so_to_leads(app: Flask, lead: Visitor) -> None:
    assert "Review is due" not in lead.read("/admin/content").words
    change(app, review_on=date(2026, 11, 23))
    assert "Review is due" in lead.read("/admin/content").words
    assert "The review is due." in lead.read(PAGE).words


@pytest.mark.parametrize("role", ["learner", "manager", "facilitator", "auditor"])
def test_nobody_else_learns_of_the_page(app: Flask, people: dict[str, int], role: str) -> None:
    assert people
    visitor = Visitor(app).sign_in(f"{role}@example.org")
    assert visitor.get("/admin/content").status == 404
    assert visitor.get(PAGE).status == 404
    assert visitor.post(PAGE, {"name": "x", "role": "y", "read": "y"}).status == 404


def test_a_sign_off_names_the_versions_of_module_and_quiz(work: Work, lead: Visitor) -> None:
    lead.post(PAGE, form(lead))
    with work() as site:
        row = site.session().execute(text("SELECT module_hash, quiz_hash FROM signed_off")).one()
        assert row.module_hash == site.catalogue.module("listening").content_hash
        assert row.quiz_hash == site.catalogue.quiz("listening").content_hash
