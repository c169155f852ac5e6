"""The catalogue: chosen in the address, counted, and found again; searched from every page."""

import pytest
from flask import Flask

from tests.conftest import Work
from tests.journey import Page, Visitor
from tests.partnership import complete, read_all


def shown(page: Page) -> set[str]:
    """Return the slugs of the modules on a page."""
    return {str(a["href"]).rpartition("/")[2] for a in page.soup.select(".app-card__link")}


def counts(page: Page, name: str) -> list[str]:
    """Return the choices of a box as they read."""
    return [option.get_text(strip=True) for option in page.soup.select(f"#{name} option")]


def test_everything_is_shown_until_something_is_chosen(learner: Visitor) -> None:
    page = learner.read("/modules")
    assert shown(page) == {"the-programme", "child-a", "listening"}
    assert "3 modules" in page.words
    assert not page.soup.select("details[open] form")
    assert counts(page, "kind") == ["All", "Overview (1)", "Case (1)", "Theme (1)"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("kind=case", {"child-a"}),
        ("theme=listening", {"child-a", "listening"}),
        ("service=health-visiting", {"child-a"}),
        ("own=y", {"child-a"}),
        ("state=complete", {"listening"}),
        ("state=in_progress", {"the-programme"}),
        ("state=not_started", {"child-a"}),
        ("state=not_started&theme=listening&kind=case&own=y", {"child-a"}),
        ("kind=&theme=&service=&state=", {"the-programme", "child-a", "listening"}),
    ],
)
def test_the_address_says_what_is_shown(
    work: Work, people: dict[str, int], learner: Visitor, query: str, slugs: set[str]
) -> None:
    with work() as site:
        complete(site, "listening", people["learner"])
        read_all(site, "the-programme", people["learner"])
    page = learner.read(f"/modules?{query}")
    assert shown(page) == slugs
    assert ("1 module" if len(slugs) == 1 else f"{len(slugs)} modules") in page.words


def test_what_was_chosen_stays_and_each_choice_says_its_number(learner: Visitor) -> None:
    page = learner.read("/modules?theme=listening&own=y")
    assert page.soup.select("details[open] form")
    assert page.fields()["theme"] == ["listening"]
    assert page.fields()["own"] == ["y"]
    assert counts(page, "kind") == ["All", "Overview (0)", "Case (1)", "Theme (0)"]


def test_nothing_found_is_said_with_a_way_back(learner: Visitor) -> None:
    page = learner.read("/modules?state=complete&kind=theme")
    assert shown(page) == set()
    assert "0 modules No module is all of this at once." in page.words
    assert page.soup.select('main p a[href="/modules"]')


@pytest.mark.parametrize("query", ["kind=zzz", "state=overdue", "theme=child-a", "service=%C5%B4"])
def test_what_cannot_be_chosen_is_said(learner: Visitor, query: str) -> None:
    page = learner.get(f"/modules?{query}")
    assert page.status == 422
    assert len(page.errors) == 1
    assert shown(page) == {"the-programme", "child-a", "listening"}


def test_without_a_service_there_is_none_of_ones_own(app: Flask, people: dict[str, int]) -> None:
    reader = Visitor(app).become(people["auditor"])
    assert "own" not in reader.read("/modules").fields()
    assert len(shown(reader.read("/modules?own=y"))) == 3


def test_whoever_is_signed_in_searches_from_every_page(app: Flask, learner: Visitor) -> None:
    section = learner.site.catalogue.module("child-a").sections[0]
    for path in ("/learning", "/modules", f"/modules/child-a/{section.id}", "/worried"):
        assert "q" in learner.read(path).fields("/search"), path
    assert len(learner.read("/search?q=child").soup.select("form[role=search]")) == 1
    assert not Visitor(app).read("/worried").soup.select("form[role=search]")
