"""A record shown by a link: to whoever holds it, of what its owner chose, until its last day."""

import re

from flask import Flask

from elearn.operations.certificates import withdraw_certificate
from elearn.operations.shares import MOST_LINKS, share_record
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import complete

LINK = re.compile(r"https://learning\.example\.org(/shared/[\w-]+)")


def send(learner: Visitor, path: str, **form: object) -> Page:
    return learner.post(path, form)


def share(learner: Visitor, *modules: str, days: str = "30") -> str:
    """Make a link by the form and return its path."""
    answer = send(learner, "/record/share", shown_to="Southdale", modules=list(modules), days=days)
    assert answer.location == "/record/share", answer.errors
    found = LINK.search(learner.get("/record/share").words)
    assert found
    return found[1]


def done(work: Work, person: int, *slugs: str) -> list[str]:
    with work() as site:
        return [complete(site, slug, person) for slug in slugs]


def test_whoever_holds_the_link_sees_what_was_chosen_and_no_more(
    work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor
) -> None:
    done(work, people["learner"], "child-a", "listening")
    path = share(learner, "child-a")
    assert path not in learner.get("/record/share").words
    page = visitor.get(path)
    assert page.heading == "Record of learning: Siân Llŷr"
    assert "Child A" in page.words
    assert "Listening" not in page.words
    assert "@" not in page.soup.main.get_text()  # type: ignore[union-attr]
    assert page.headers["X-Robots-Tag"] == "noindex"
    pdf = visitor.get(path + ".pdf")
    assert pdf.response.data.startswith(b"%PDF")


def test_a_link_to_everything_grows_with_the_record(
    work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor
) -> None:
    done(work, people["learner"], "child-a")
    path = share(learner, "child-a")
    done(work, people["learner"], "listening")
    assert "Listening" in visitor.get(path).words


def test_a_withdrawn_certificate_is_not_shown_as_in_force(
    work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor, clock: Clock
) -> None:
    [number] = done(work, people["learner"], "child-a")
    path = share(learner, "child-a")
    with work() as site:
        withdraw_certificate(site.session(), number, "In error", "A lead", clock.now.date())
    assert "None in force" in visitor.get(path).words


def test_a_link_opens_to_the_end_of_its_last_day(
    work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor, clock: Clock
) -> None:
    done(work, people["learner"], "child-a")
    path = share(learner, "child-a", days="7")
    clock.forward(days=7)
    assert visitor.get(path).status == 200
    clock.forward(days=1)
    assert visitor.get(path).status == 404
    assert visitor.get(path + ".pdf").status == 404


def test_its_owner_ends_a_link_and_nobody_else_can(
    app: Flask, work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor
) -> None:
    done(work, people["learner"], "child-a")
    path = share(learner, "child-a")
    end = str(learner.get("/record/share").soup.select_one("li form")["action"])  # type: ignore[index]
    assert Visitor(app).sign_in("colleague@example.org").post(end).status == 404
    assert visitor.get(path).status == 200
    assert learner.post(end).location == "/record/share"
    assert visitor.get(path).status == 404


def test_a_guess_is_not_found_and_guessing_is_slowed(
    people: dict[str, int], visitor: Visitor
) -> None:
    answers = [visitor.get(f"/shared/guess-{number}").status for number in range(61)]
    assert answers == [404] * 60 + [429]


def test_what_was_typed_stays_when_something_is_missing(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    done(work, people["learner"], "child-a")
    page = send(learner, "/record/share", shown_to="Southdale", days="30")
    assert page.status == 422
    assert page.errors == ["Choose at least one module"]
    assert page.soup.select_one("#shown_to")["value"] == "Southdale"  # type: ignore[index]
    forged = send(learner, "/record/share", shown_to="S", modules="not-mine", days="9999")
    assert len(forged.errors) == 2


def test_there_are_not_more_links_than_anyone_needs(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    done(work, people["learner"], "child-a")
    with work() as site:
        for _ in range(MOST_LINKS):
            share_record(site.session(), people["learner"], "S", None, 7, site.clock())
    page = send(learner, "/record/share", shown_to="S", modules="child-a", days="7")
    assert page.errors == ["You have 20 links open. End one that you do not need"]


def test_with_nothing_completed_there_is_nothing_to_show(learner: Visitor) -> None:
    page: Page = learner.get("/record/share")
    assert "You have nothing to show yet" in page.words
    assert send(learner, "/record/share", shown_to="S", modules="child-a", days="7").status == 303
