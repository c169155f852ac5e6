"""Who may open what: one guard on every view, and the table in the documentation."""

from pathlib import Path

import pytest
from flask import Flask

from elearn import create_app
from elearn.cli.reference import permissions_page
from elearn.domain.access import Role
from elearn.operations.organisation import appoint
from elearn.web.guards import Access
from tests.conftest import Work, settings_for
from tests.journey import Page, Visitor
from tests.partnership import JOINED, PEOPLE
from tests.web.routes import (
    DOCUMENT,
    EVERYWHERE,
    address_of,
    belongings_of,
    documented,
    plain,
    roles_of,
    rules,
)

UNITS = {name: role[1] if role else unit for name, _, unit, _, role in PEOPLE}
EVERYONE = ["learner", "facilitator", "manager", "lead", "auditor", "administrator", "outsider"]
OPENED = {200, 204, 303, 409, 422}


def unguarded(app: Flask) -> list[str]:
    """Return the views that carry no guard."""
    return [
        name
        for name, view in app.view_functions.items()
        if not isinstance(getattr(view, "access", None), Access)
    ]


def test_every_view_has_a_guard(app: Flask) -> None:
    assert unguarded(app) == []


def test_a_planted_view_without_a_guard_is_found_and_stays_shut(tmp_path: Path) -> None:
    planted = create_app(settings_for(f"sqlite:///{tmp_path}/x.db", tmp_path))
    planted.add_url_rule("/planted", view_func=lambda: "open", endpoint="planted")
    assert unguarded(planted) == ["planted"]
    assert Visitor(planted).get("/planted").status == 404


def test_the_documentation_is_what_the_guards_say(app: Flask) -> None:
    assert DOCUMENT.read_text("utf-8") == permissions_page(app)


def test_every_address_stands_in_the_table(app: Flask) -> None:
    written = documented()
    served = {(plain(rule), method) for method in ("GET", "POST") for rule in rules(app, method)}
    assert set(written) == served
    named = {role for who in written.values() for role in roles_of(who)}
    assert named <= {*EVERYONE, "anyone"}


def may_open(who: str, name: str | None) -> bool:
    if who == "anyone":
        return True
    return name is not None and (who == "learner" or name in roles_of(who))


def was_opened(page: Page) -> bool:
    return page.status in OPENED and not page.location.startswith("/sign-in")


def what_ends_last(address: str) -> int:
    """Order addresses so that what is taken away is asked for before, and signing out is last."""
    return (
        2
        if address == "/sign-out"
        else 1
        if "/delete" in address or "/joining-links/" in address
        else 0
    )


@pytest.mark.parametrize("name", EVERYONE)
def test_every_address_opens_for_whom_the_table_says(
    app: Flask, work: Work, people: dict[str, int], name: str
) -> None:
    with work() as site:
        own = belongings_of(site, people[name], UNITS[name])
    visitor, table = Visitor(app).become(people[name]), documented()
    for method in ("GET", "POST"):
        for rule in sorted(rules(app, method), key=lambda rule: what_ends_last(rule.rule)):
            address, who = address_of(rule, own), table[plain(rule), method]
            page = visitor.post(address) if method == "POST" else visitor.get(address)
            if may_open(who, name):
                assert was_opened(page), f"{method} {address}: {page.status} {page.location}"
            else:
                assert page.status == 404, f"{method} {address}: {page.status} {page.location}"


def test_what_concerns_the_whole_partnership_is_shut_to_an_administrator_of_one_agency(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        appoint(site.session(), "neighbour@example.org", Role.ADMINISTRATOR, "council", JOINED)
        site.session().commit()
        own = belongings_of(site, people["neighbour"], "council")
    visitor, table, shut = Visitor(app).become(people["neighbour"]), documented(), 0
    assert visitor.get("/admin/people").status == 200
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if table[plain(rule), method].endswith(EVERYWHERE):
                address = address_of(rule, own)
                page = visitor.post(address) if method == "POST" else visitor.get(address)
                assert page.status == 404, f"{method} {address}: {page.status}"
                shut += 1
    assert shut > 0


def test_without_an_account_only_what_is_for_anyone_opens(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        own = belongings_of(site, people["learner"], "east")
    visitor, table = Visitor(app), documented()
    for method in ("GET", "POST"):
        for rule in sorted(rules(app, method), key=lambda rule: what_ends_last(rule.rule)):
            address, who = address_of(rule, own), table[plain(rule), method]
            page = visitor.post(address) if method == "POST" else visitor.get(address)
            if may_open(who, None):
                assert was_opened(page) or page.location == "/", f"{method} {address}"
            else:
                assert page.location.startswith("/sign-in"), f"{method} {address}: {page.status}"


# What someone else's address answers, by the endpoint's room.
OTHERS = ["outsider", "facilitator", "manager", "lead", "auditor", "administrator", "neighbour"]
OVER_THE_LEARNER = {"manager", "lead", "auditor", "administrator"}


@pytest.mark.parametrize("name", OTHERS)
def test_what_belongs_to_someone_else_is_not_found(
    app: Flask, work: Work, people: dict[str, int], name: str
) -> None:
    with work() as site:
        own = belongings_of(site, people["learner"], "east")
    visitor = Visitor(app).become(people[name])
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if "attempt_id" in rule.arguments:
                page = visitor.request(method, address_of(rule, own),
                                       data={"csrf_token": visitor.token()})  # fmt: skip
                assert page.status == 404, f"{method} {rule}"
    expected = 200 if name in OVER_THE_LEARNER else 404
    assert visitor.get(f"/certificates/{own.certificate}.pdf").status == expected
    assert visitor.get("/team/east").status == expected
    assert visitor.get("/team/east.csv").status == expected


def test_a_reflection_stands_on_no_page_of_anyone_else(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    secret = "I would ask the child."
    with work() as site:
        own = belongings_of(site, people["learner"], "east")
    assert secret in Visitor(app).become(people["learner"]).read(
        f"/attempts/{own.submitted}/result"
    ).words  # fmt: skip
    for name in OVER_THE_LEARNER:
        visitor = Visitor(app).become(people[name])
        for rule in rules(app, "GET"):
            body = visitor.get(address_of(rule, own)).response.data
            assert secret.encode() not in body, f"{name} reads it at {rule}"
