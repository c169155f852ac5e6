"""A learner asks for more time and sees what came of it."""

from flask import Flask

from tests.conftest import Work
from tests.journey import Visitor
from tests.web.test_decisions import ask, requirement

__all__ = ["requirement"]  # the fixture
TYPED = {"until": "2/1/2027", "reason": "Night shifts"}


def test_a_learner_asks_once_and_reads_the_decision(
    app: Flask,
    people: dict[str, int],
    learner: Visitor,
    requirement: int,
) -> None:
    address = f"/learning/extensions/{requirement}"
    mine = learner.read("/learning")
    assert mine.soup.find("a", href=address)
    assert "due on 29 March 2026" in mine.words
    assert learner.post(address, TYPED | {"until": "1/11/2026"}).errors
    assert learner.post(address, TYPED | {"reason": " "}).errors == ["Say why you need more time"]
    sent = learner.follow(learner.post(address, TYPED))
    assert "asked on 23 November 2026, until 2 January 2027 Not decided yet" in sent.words
    assert not sent.soup.select("main form")
    manager = Visitor(app).become(people["manager"])
    waiting = manager.read("/requests").soup.select_one('main a[href*="/extensions/"]')
    assert waiting
    manager.post(
        str(waiting["href"]),
        {"decision": "refused", "until": "", "reason": "There is time on Friday"},
    )
    words = learner.read(address).words
    assert "Refused by Marek Dąb. Reason: There is time on Friday" in words
    assert learner.read(address).soup.select("main form")


def test_what_does_not_apply_has_no_page(work: Work, people: dict[str, int], learner: Visitor,
                                         requirement: int) -> None:  # fmt: skip
    ask(work, people["colleague"], requirement)
    assert learner.get("/learning/extensions/999").status == 404
    assert "Not decided yet" not in learner.read(f"/learning/extensions/{requirement}").words
