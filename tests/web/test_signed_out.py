"""A sign-in that ended while someone was writing: what they wrote is given back to them."""

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.journey import SITE, Page, Visitor

WRITTEN = "I would ask to see the child alone.\n<b>And write it down.</b>"
OURS = {"Origin": SITE}


@pytest.fixture
def idle(learner: Visitor, clock: Clock) -> Visitor:
    learner.read("/learning-log/new")
    clock.forward(hours=13)
    return learner


def send(visitor: Visitor, text: str, **headers: str) -> Page:
    return visitor.post("/learning-log/new", {"answer": text}, headers=headers)


def test_what_was_written_is_given_back_with_the_way_to_sign_in(idle: Visitor) -> None:
    page = send(idle, WRITTEN, **OURS)
    assert page.status == 401
    written = page.soup.select_one("textarea")
    assert written
    assert written.get_text().strip() == WRITTEN
    assert page.soup.select('a[href="/sign-in?next=/learning-log/new"]')


def test_a_few_characters_lead_to_the_sign_in_at_once(idle: Visitor) -> None:
    page = send(idle, "two words", **OURS)
    assert (page.status, page.location) == (303, "/sign-in")


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_no_other_site_has_its_words_shown_here(app: Flask, origin: str) -> None:
    page = send(Visitor(app), WRITTEN, Origin=origin)
    assert (page.status, page.location) == (303, "/sign-in")


def test_a_script_is_told_that_nothing_was_saved(idle: Visitor) -> None:
    page = send(idle, WRITTEN, **OURS, **{"X-Autosave": "1"})
    assert (page.status, page.location) == (303, "/sign-in")


def test_a_password_of_several_words_is_not_shown(idle: Visitor) -> None:
    form = {"present": "three random words", "new": "three other random words"}
    page = idle.post("/account/password", form, headers=OURS)
    assert (page.status, page.location) == (303, "/sign-in")
