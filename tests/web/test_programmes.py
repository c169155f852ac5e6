"""Programmes on the learner's pages."""

from dataclasses import replace

import pytest
from flask import Flask

from elearn.domain.programmes import Programme, ProgrammeRule
from tests.journey import Visitor

ALL = Programme("everything", "Everything", "All of it.", ProgrammeRule.ALL,
                ("the-programme", "listening", "child-a"))  # fmt: skip
APPLIES = Programme("mine", "Mine", "Cases for my service.", ProgrammeRule.APPLIES, ())


@pytest.fixture(autouse=True)
def programmes(app: Flask) -> None:
    """Serve two programmes."""
    site = app.extensions["elearn"]
    known = {"everything": ALL, "mine": APPLIES}
    replace(site, catalogue=replace(site.catalogue, programmes=known)).install(app)


def test_my_learning_tells_how_far_each_programme_is(learner: Visitor) -> None:
    learner.read_module("the-programme")
    learner.post("/modules/the-programme/declaration", {"understood": "y"})
    words = learner.read("/learning").words
    assert "1 of 3 complete" in words
    assert "0 of 1 complete" in words


def test_a_programme_lists_its_modules_with_their_state(learner: Visitor) -> None:
    page = learner.read("/programmes/everything")
    assert page.heading == "Everything"
    assert [a.get_text() for a in page.soup.select("main li h3 a")] == [
        learner.site.catalogue.module(slug).title for slug in ALL.modules
    ]


def test_a_programme_of_my_service_holds_the_cases_that_apply(learner: Visitor) -> None:
    page = learner.read("/programmes/mine")
    assert [a.get_text() for a in page.soup.select("main li h3 a")] == ["Child A"]


def test_someone_without_a_service_is_told_why_nothing_applies(
    app: Flask, people: dict[str, int]
) -> None:
    assert people
    page = Visitor(app).sign_in("facilitator@example.org").read("/programmes/mine")
    assert "your account has no service yet" in page.words


def test_an_unknown_programme_is_not_found(learner: Visitor) -> None:
    assert learner.get("/programmes/none").status == 404
