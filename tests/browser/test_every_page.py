"""Every page there is: each address that answers with one is held to the rules, none forgotten.

What stands in tests/browser/pages.py is looked at there, on the learning that ships. The rest is
found by its address and drawn by Chromium from this process, with made-up things to show: as it
opens, and with the errors of a form that was sent empty.
"""

from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException

from tests.browser.pages import STATES
from tests.browser.window import Window
from tests.conftest import Rows, Work, empty
from tests.journey import Visitor
from tests.partnership import found_partnership
from tests.web.routes import (
    Belongings,
    address_of,
    belongings_of,
    documented,
    plain,
    roles_of,
    rules,
)
from tests.web.test_access import UNITS

ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
FILES = (".pdf", ".csv", ".xlsx", ".json", ".jwt")
NO_PAGES = {
    "/healthz": "a word for machines",
    "/readyz": "a word for machines",
    "/stay": "an empty answer to the script that warns of the end of a sign-in",
    "/static/<filename>": "styles, scripts and pictures",
    "/modules/<slug>/quiz/print": "a PDF",
    "/views/<view_id>": "a way to the matrix, as it was kept",
    "/prints/<job_id>/file": "a PDF or a zip that is saved",
    "/learning/prior/<claim_id>/evidence": "a file that is saved and never shown",
    "/people/<person_id>/claims/<claim_id>/evidence": "a file that is saved and never shown",
}


def pages(app: Flask, who: str, of: Belongings) -> list[str]:
    """Return the pages that nothing else looks at and that this role is the first to open."""
    seen, table, found = seen_elsewhere(app), documented(), []
    for rule in rules(app, "GET"):
        address = plain(rule)
        if address in seen or address in NO_PAGES or address.endswith(FILES):
            continue
        if first_to_open(table[address, "GET"]) == who:
            result = address == "/attempts/<attempt_id>/result"
            path = address_of(rule, of)
            found.append(path.replace(of.attempt, of.submitted) if result else path)
    return found


def first_to_open(who: str) -> str:
    """Return who is to open a page, of those who may."""
    named = roles_of(who)
    return "administrator" if {*named} & {"anyone", "learner", "administrator"} else named[0]


def seen_elsewhere(app: Flask) -> set[str]:
    """Return the addresses, as documented, of the pages in tests/browser/pages.py."""
    adapter, found = app.url_map.bind("site"), set()
    for state in STATES:
        try:
            rule, _ = adapter.match(state.path.partition("?")[0], return_rule=True)
        except HTTPException:  # the one that is not found
            continue
        found.add(plain(rule))
    return found


@ON_SQLITE
@pytest.mark.parametrize("of_administration", [True, False], ids=["admin", "others"])
def test_every_page_and_its_form_sent_empty_are_accessible_and_narrow(
    app: Flask, work: Work, rows: Rows, browser: Browser, of_administration: bool
) -> None:
    window = Window(browser, Visitor(app))
    for name in sorted({first_to_open(who) for who in documented().values()}):
        empty(app)  # whoever opens pages has the things on them
        people = rows.stored(app, found_partnership)
        with work() as site:
            own = belongings_of(site, people[name], UNITS[name])
        visitor = window.visitor = Visitor(app).become(people[name])
        sent = []
        for path in pages(app, name, own):
            if path.startswith("/admin") is of_administration:
                page = visitor.read(path)
                window.look_at(path, page)
                sent += [path] if page.soup.select("main form[method=post]") else []
        for path in sent:
            page = visitor.post(path)
            if page.status == 422 and page.is_html:
                window.look_at(path, page, "sent empty")
    assert not window.faults, window.faults


@ON_SQLITE
def test_what_comes_of_a_form_is_accessible_and_narrow(
    app: Flask, work: Work, people: dict[str, int], browser: Browser
) -> None:
    with work() as site:
        own = belongings_of(site, people["administrator"], "northdale")
    visitor = Visitor(app).become(people["administrator"])
    window = Window(browser, visitor)
    pdf = visitor.get(f"/certificates/{own.certificate}.pdf").response.get_data()
    share = {"shown_to": "A new employer", "modules": ["child-a"], "days": "30"}
    for path, form, heading in (
        (f"/admin/requirements/{own.requirement}", None, "Who is affected"),
        (f"/admin/programmes/{own.programme}", None, "Who is affected"),
        (f"/admin/people/{own.person}/merge", {"other": "colleague@example.org"}, "Merge"),
        (f"/learning-log/{own.reflection}", {"answer": "Her postcode is OX1 2JD"}, "Change"),
        ("/record/share", share, "Show your record"),
        ("/team/matrix/certificates", {"everyone": "1"}, "Print the certificates of 9 people"),
        ("/verify/file", {"file": (BytesIO(pdf), "certificate.pdf")}, "file"),
        ("/verify/file", {"file": (BytesIO(b"no PDF"), "certificate.pdf")}, "Check"),
    ):
        page = visitor.follow(visitor.post(path, form or visitor.read(path).fields()))
        assert heading in page.heading, f"{path}: {page.status} {page.heading}"
        window.look_at(path, page, "sent")
    author = Visitor(app).become(people["learner"])
    author.post("/learning-log/new", {"answer": "I will ask"})
    entry = author.read("/learning-log").soup.select_one("article[id^=entry]")
    assert entry
    path = str(entry["id"]).replace("entry-", "/learning-log/")
    author.post(f"{path}/share", {"shared_with": "facilitator"})
    window.visitor = Visitor(app).become(people["facilitator"])
    page = window.visitor.read("/reflections/shared")
    assert "I will ask" in page.words
    window.look_at("/reflections/shared", page)
    assert not window.faults, window.faults


@ON_SQLITE
def test_what_is_said_to_be_no_page_is_none(app: Flask, work: Work, people: dict[str, int]) -> None:
    with work() as site:
        own = belongings_of(site, people["administrator"], "northdale")
    visitor = Visitor(app).become(people["administrator"])
    for rule in rules(app, "GET"):
        if plain(rule) in NO_PAGES or rule.rule.endswith(FILES):
            page = visitor.get(address_of(rule, own))
            assert not page.is_html or page.status == 404, f"{rule}: {page.status}"
    assert NO_PAGES.keys() <= {plain(rule) for rule in rules(app, "GET")}


@ON_SQLITE
def test_a_fault_of_a_page_is_noted(app: Flask, people: dict[str, int], browser: Browser) -> None:
    visitor = Visitor(app).become(people["administrator"])
    window = Window(browser, visitor)
    page = visitor.read("/moment")
    broken = page.response.get_data(as_text=True).replace("</main>", "<input></main>")
    page.response.set_data(broken)
    window.look_at("/moment", page)
    assert "label: " in window.faults["/moment, as it opens"]
