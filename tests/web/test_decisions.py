"""Exemptions, absences and more time by page: by those who may, for others, in words."""

from datetime import date, timedelta

import pytest
from flask import Flask

from elearn.operations.decisions import ask_extension, decisions_of
from elearn.operations.organisation import unit_id
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.standing_cache import work_off
from tests.conftest import Work
from tests.journey import Visitor
from tests.web.routes import snapshot

TODAY = date(2026, 11, 23)


@pytest.fixture
def requirement(work: Work) -> int:
    """Ask everyone for the induction since March; return the requirement."""
    with work() as site:
        root = unit_id(site.session(), "northdale")
        asked = RequirementDraft("Induction", "induction", date(2026, 3, 1), (root,), due_days=28)
        key = save_requirement(
            site.session(), site.catalogue, {root}, asked, None, None, site.clock()
        )
        while work_off(site.session(), TODAY):
            pass
    return key


@pytest.fixture
def manager(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the learner's manager."""
    return Visitor(app).become(people["manager"])


@pytest.fixture
def place(people: dict[str, int]) -> str:
    """Return the address of the learner's page."""
    return f"/people/{people['learner']}"


def exemption(which: int, **changes: str) -> dict[str, str]:
    """Return what a manager types for an exemption."""
    return {"requirement": str(which), "begins_on": "23/11/2026", "ends_on": "1/3/2027",
            "reason": "Seconded"} | changes  # fmt: skip


def absence(**changes: str) -> dict[str, str]:
    """Return what a manager types for an absence."""
    return {"begins_on": "23/11/2026", "ends_on": "", "reason": "Parental leave"} | changes


@pytest.mark.parametrize(
    ("name", "sees", "decides"),
    [("manager", True, True), ("lead", True, True), ("administrator", True, True),
     ("auditor", True, False), ("facilitator", False, False), ("neighbour", False, False),
     ("colleague", False, False), ("learner", False, False)],
)  # fmt: skip
def test_who_decides_and_who_only_reads(
    app: Flask, people: dict[str, int], place: str, requirement: int,
    name: str, sees: bool, decides: bool,
) -> None:  # fmt: skip
    visitor, before = Visitor(app).become(people[name]), snapshot(app)
    for path, form in (("exemptions", exemption(requirement)), ("absences", absence())):
        assert visitor.get(f"{place}/{path}").status == (200 if decides else 404)
        assert visitor.post(f"{place}/{path}", form).status == (303 if decides else 404)
    assert (snapshot(app) == before) is not decides
    if sees:
        words = visitor.read(place).words
        assert ("Record an absence" in words) is decides
        assert ("Seconded" in words) is decides


def test_a_manager_exempts_and_sets_the_end(manager: Visitor, place: str, requirement: int) -> None:
    saved = manager.follow(manager.post(f"{place}/exemptions", exemption(requirement)))
    assert "The exemption is saved" in saved.words
    assert "Exempt from “Induction”" in saved.words
    assert "from 23 November 2026 until before 1 March 2027 Reason Seconded" in saved.words
    assert "Approved by Marek Dąb" in saved.words
    address = next(str(a["href"]) for a in saved.soup.select("a") if "Set its end" in a.text)
    refused = manager.post(address, {"ends_on": "1/1/2026"})
    assert refused.errors == ["This day must be today or later, and after the first day"]
    done = manager.follow(manager.post(address, {"ends_on": "1/12/2026"}))
    assert "until before 1 December 2026" in done.words
    again = manager.post(f"{place}/exemptions", exemption(requirement))
    assert again.errors == ["Another one covers some of these days; end that one first"]
    assert again.fields()["reason"] == ["Seconded"]


def test_an_absence_without_an_end_can_be_ended(manager: Visitor, place: str) -> None:
    saved = manager.follow(manager.post(f"{place}/absences", absence()))
    assert "from 23 November 2026; its end is not known yet" in saved.words
    address = next(str(a["href"]) for a in saved.soup.select("a") if "Set its end" in a.text)
    done = manager.follow(manager.post(address, {"ends_on": "30 November 2026"}))
    assert "until before 30 November 2026" in done.words


BAD = [
    ("exemptions", {"requirement": ""}, "Choose a requirement"),
    ("exemptions", {"requirement": "999"}, "Not a valid choice."),
    ("exemptions", {"begins_on": "31/2/2026"}, "Enter a real date, such as 27/3/2026"),
    ("exemptions", {"ends_on": ""}, "Enter the first day on which it applies again"),
    ("exemptions", {"ends_on": "23/11/2026"}, "This day must be later than the first day"),
    ("exemptions", {"ends_on": "1/1/2031"}, "It can last three years at most"),
    ("exemptions", {"reason": " "}, "Give the reason"),
    ("absences", {"reason": "x" * 501}, "The reason must be 500 characters or fewer"),
    ("absences", {"begins_on": "1/1/1995"}, "This day is too far away"),
    ("absences", {"ends_on": "1/11/2026"}, "This day must be later than the first day"),
]


@pytest.mark.parametrize(("path", "changes", "words"), BAD)
def test_what_cannot_be_is_refused_in_words(
    app: Flask, manager: Visitor, place: str, requirement: int,
    path: str, changes: dict[str, str], words: str,
) -> None:  # fmt: skip
    typed = exemption(requirement, **changes) if path == "exemptions" else absence(**changes)
    before = snapshot(app)
    page = manager.post(f"{place}/{path}", typed)
    assert (page.status, page.errors) == (422, [words])
    assert page.fields()["begins_on"] == [typed["begins_on"]]
    assert snapshot(app) == before


def ask(work: Work, person: int, requirement: int) -> int:
    """Let someone ask for more time; return the request."""
    with work() as site:
        until = TODAY + timedelta(days=40)
        ask_extension(site.session(), person, requirement, until, "Night shifts", site.clock())
        return decisions_of(site.session(), person, TODAY)[0].id


def test_a_request_is_listed_and_decided_once(
    work: Work, people: dict[str, int], manager: Visitor, place: str, requirement: int
) -> None:
    key = ask(work, people["learner"], requirement)
    address = f"{place}/extensions/{key}"
    assert manager.read("/requests").soup.find("a", href=address)
    page = manager.read(address)
    assert page.heading == "More time for “Induction”"
    assert page.fields()["until"] == ["2 January 2027"]
    typed = {"decision": "granted", "until": "", "reason": "Agreed"}
    assert manager.post(address, typed).errors == ["Enter the new last day to complete"]
    typed["until"] = "1/11/2026"
    assert "The new last day must be today or later" in manager.post(address, typed).errors[0]
    done = manager.follow(manager.post(address, typed | {"until": "24/12/2026"}))
    assert "Granted until 24 December 2026 by Marek Dąb. Reason: Agreed" in done.words
    assert "Nothing waits for a decision." in manager.read("/requests").words
    again = manager.post(address, typed | {"decision": "refused"})
    assert "It has been decided already." in again.words


def test_another_unit_s_requests_are_not_found(
    app: Flask, work: Work, people: dict[str, int], place: str, manager: Visitor, requirement: int
) -> None:
    key = ask(work, people["learner"], requirement)
    other = Visitor(app).become(people["neighbour"])
    assert other.get(f"{place}/extensions/{key}").status == 404
    assert "Siân" not in other.read("/requests").words
    colleague = f"/people/{people['colleague']}"
    for kind in ("extensions", "exemptions", "absences"):
        assert manager.get(f"{colleague}/{kind}/{key}").status == 404


def test_nobody_decides_for_themselves(
    app: Flask, work: Work, people: dict[str, int], manager: Visitor, requirement: int
) -> None:
    key = ask(work, people["manager"], requirement)
    own, before = f"/people/{people['manager']}", snapshot(app)
    assert "Record an absence" not in manager.read(own).words
    assert "Marek" not in manager.read("/requests").soup.select_one("main").text  # type: ignore[union-attr]
    for path in ("exemptions", "absences", f"extensions/{key}"):
        assert manager.get(f"{own}/{path}").status == 404
        assert manager.post(f"{own}/{path}", absence()).status == 404
    assert snapshot(app) == before
