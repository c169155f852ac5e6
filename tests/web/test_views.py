"""Saved views: kept, opened, scheduled and deleted by their owner, and nobody else's to see."""

from typing import Any

import pytest
from flask import Flask

from tests.journey import Visitor
from tests.web.routes import snapshot

CHOSEN = "/views/new?unit=visiting&by=requirements&standing=overdue&sort=pressing&on=2026-11-01"
OPENED = "/team/visiting/matrix?on=2026-11-01&by=requirements&standing=overdue&sort=pressing"


@pytest.fixture
def manager(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the manager of Health Visiting."""
    return Visitor(app).become(people["manager"])


def saved(manager: Visitor, name: str = "Who is late") -> str:
    """Save a view; return its address."""
    assert manager.post(CHOSEN, {"name": name}).status == 303
    links = manager.read("/views").soup.select("section h2 a")
    return str(links[0]["href"])


def test_a_view_is_saved_from_the_list_and_opens_as_it_was(manager: Visitor) -> None:
    listed = manager.read("/team/visiting/matrix?standing=overdue&sort=pressing")
    link = listed.soup.find("a", string="Save this view")
    assert link
    assert manager.read(str(link["href"])).heading == "Save this view"
    view = saved(manager)
    assert "Who is late" in manager.read("/views").words
    opened = manager.get(view)
    assert (opened.status, opened.location) == (303, OPENED)
    page = manager.read(OPENED)
    assert page.fields()["standing"] == ["overdue"]
    assert "As at 1 November 2026" in page.words


def test_a_view_is_its_owners_alone(app: Flask, people: dict[str, int], manager: Visitor) -> None:
    view = saved(manager)
    for name in ("lead", "administrator", "auditor", "neighbour", "learner"):
        other, before = Visitor(app).become(people[name]), snapshot(app)
        assert other.get(view).status == 404
        assert other.get(f"{view}/report").status == 404
        assert other.post(f"{view}/report", {"rhythm": "weekly", "weekday": "1"}).status == 404
        assert other.post(f"{view}/delete").status == 404
        assert snapshot(app) == before
        if name != "learner":
            assert "Who is late" not in other.read("/views").words


def test_a_view_is_sent_on_the_day_chosen_and_deleted(manager: Visitor) -> None:
    view = saved(manager)
    weekly = {"rhythm": "weekly", "weekday": "2", "month_day": "1"}
    page = manager.follow(manager.post(f"{view}/report", weekly))
    assert "Sent every Tuesday, next on 24 November 2026" in page.words
    assert manager.read(f"{view}/report").fields()["weekday"] == ["2"]
    monthly = {"rhythm": "monthly", "weekday": "2", "month_day": "31"}
    page = manager.follow(manager.post(f"{view}/report", monthly))
    assert "Sent every month, next on 30 November 2026" in page.words
    never = {"rhythm": "never", "weekday": "2", "month_day": "1"}
    page = manager.follow(manager.post(f"{view}/report", never))
    assert "Not sent by e-mail" in page.words
    assert "You have not saved a view yet." in manager.follow(manager.post(f"{view}/delete")).words
    assert manager.get(view).status == 404


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": " "}, "Enter a name"),
        ({"name": "x" * 81}, "The name must be 80 characters or fewer"),
        ({"name": "who is LATE"}, "You have a view with this name already"),
    ],
)
def test_a_name_that_cannot_be_is_refused(
    app: Flask, manager: Visitor, form: dict[str, Any], says: str
) -> None:
    saved(manager)
    before = snapshot(app)
    page = manager.post(CHOSEN, form)
    assert (page.status, page.errors) == (422, [says])
    assert snapshot(app) == before


@pytest.mark.parametrize("day", ["", "0", "30", "32", "first"])
def test_a_day_that_is_none_is_refused(manager: Visitor, day: str) -> None:
    view = saved(manager)
    page = manager.post(f"{view}/report", {"rhythm": "monthly", "weekday": "1", "month_day": day})
    assert page.status == 422
    assert page.errors


def test_no_more_than_fifty_views_are_kept(manager: Visitor) -> None:
    for number in range(50):
        assert manager.post(CHOSEN, {"name": f"View {number}"}).status == 303
    page = manager.post(CHOSEN, {"name": "One more"})
    assert page.errors == ["You have 50 views. Delete one that you do not need"]


def test_what_nobody_asked_or_sees_is_not_kept(manager: Visitor) -> None:
    assert manager.get("/views/new?unit=council").status == 404
    assert manager.get("/views/new?standing=tired").status == 404
