"""My learning says what is required, why, and what is left of it."""

from datetime import date

import pytest
from flask import Flask

from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.operations.test_teams import counted
from tests.partnership import complete, read_all
from tests.web.test_dashboard import require


def rows(page: Page) -> dict[str, str]:
    """Return what stands beside each requirement, by its title."""
    return {
        " ".join(row.dt.get_text().split()): " ".join(row.get_text(" ").split())
        for row in page.soup.select("#required + dl > div")
        if row.dt
    }


def links(page: Page) -> list[tuple[str, str]]:
    """Return the words and addresses of what is outstanding."""
    return [
        (a.get_text(" ", strip=True), str(a["href"]))
        for a in page.soup.select("#required + dl li a")
    ]


def test_each_requirement_says_for_whom_it_is_and_since_when(work: Work, learner: Visitor) -> None:
    with work() as site:
        require(site, title="All", effective_from=date(2026, 4, 1))
        require(site, "trust", title="Trust", effective_from=date(2026, 4, 1))
        require(site, "east", title="Service", services=("health-visiting", "school"))
        require(site, "council", title="Elsewhere")
        require(site, "trust", title="Others", services=("police",))
    found = rows(learner.read("/learning"))
    assert set(found) == {"All", "Trust", "Service"}
    assert "Required for everyone in Northdale, and for you since 1 April 2026." in found["All"]
    assert "everyone in Northdale NHS Trust, and for you since 1 April 2026." in found["Trust"]
    assert (
        "Required for everyone in Health Visiting East whose service is Health visiting, and for"
        " you since 1 January 2025."
    ) in found["Service"]


def test_what_is_outstanding_is_started_resumed_or_renewed_from_there(
    work: Work, people: dict[str, int], learner: Visitor, clock: Clock
) -> None:
    with work() as site:
        require(site)
    start = links(learner.read("/learning"))
    programme = learner.site.catalogue.module("the-programme")
    listening = learner.site.catalogue.module("listening")
    assert start == [
        (f"Start: {programme.title}", f"/modules/the-programme/{programme.sections[0].id}"),
        (f"Start: {listening.title}", f"/modules/listening/{listening.sections[0].id}"),
    ]
    with work() as site:
        read_all(site, "listening", people["learner"])
    page = learner.read("/learning")
    assert [words for words, _ in links(page)] == [
        f"Resume: {listening.title}", f"Start: {programme.title}",
    ]  # fmt: skip
    total = len(listening.sections)
    assert f"{total} of {total} sections read" in rows(page)["Induction"]
    with work() as site:
        complete(site, "listening", people["learner"])
        complete(site, "the-programme", people["learner"])
    assert links(learner.read("/learning")) == []
    clock.forward(days=400)
    learner.become(people["learner"])
    assert links(learner.read("/learning"))[0][0].startswith("Renew: ")


def test_a_long_list_opens(work: Work, learner: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elearn.web.required.LISTED", 1)
    with work() as site:
        require(site)
    page = learner.read("/learning")
    assert len(links(page)) == 2
    assert [s.get_text(" ", strip=True) for s in page.soup.select("#required + dl summary")] == [
        "1 more module for Induction"
    ]


def test_the_queries_of_my_learning_do_not_grow(
    app: Flask, work: Work, people: dict[str, int], learner: Visitor
) -> None:
    def queries() -> int:
        with app.app_context(), counted() as sent:
            learner.read("/learning")
        return len(sent)

    with work() as site:
        require(site)
    few = queries()
    with work() as site:
        for number in range(8):
            require(site, "trust", title=f"Another {number}", programme="induction")
        for slug in site.catalogue.modules:
            complete(site, slug, people["learner"])
    assert queries() == few <= 25
