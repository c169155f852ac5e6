"""News of requests by e-mail: that one waits, to the nearest who decide, and what was decided."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from elearn.db import Appointment, ExtensionRequest, Notice, PriorLearning
from elearn.domain.access import Role
from elearn.domain.days import day_of
from elearn.operations import outbox
from elearn.operations.decisions import Subject, ask_extension, decide_extension
from elearn.operations.organisation import appoint, unit_id
from elearn.operations.prior_learning import Evidence, accept_claim, claim_learning, refuse_claim
from elearn.operations.request_notices import plan_requests
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.mail.letterbox import Letterbox
from tests.mail.test_reminders import send, texts

TODAY = date(2026, 11, 23)
EVIDENCE = Evidence("0" * 64, "application/pdf", "scan.pdf")


@pytest.fixture
def induction(work: Work, people: dict[str, int]) -> int:
    """Ask everyone for the induction by 11 January 2027."""
    with work() as site:
        root = unit_id(site.session(), "northdale")
        asked = RequirementDraft("Induction", "induction", TODAY, (root,), due_days=49)
        return save_requirement(
            site.session(), site.catalogue, {root}, asked, None, None, site.clock()
        )


def plan(work: Work) -> int:
    with work() as site:
        now = site.clock()
        told = plan_requests(site.session(), site.catalogue, day_of(now), now)
        outbox.gather(site.session(), day_of(now), now)
        return told


def ask(site: Site, person: int, requirement: int, reason: str = "Nights") -> int:
    session = site.session()
    ask_extension(session, person, requirement, date(2027, 2, 1), reason, site.clock())
    query = select(ExtensionRequest.id).order_by(ExtensionRequest.id.desc())
    return int(session.scalars(query.limit(1)).one())


def claim(site: Site, person: int, module: str = "listening") -> int:
    session, now = site.session(), site.clock()
    claim_learning(session, site.catalogue, person, module, TODAY, "Elsewhere", EVIDENCE, now)
    query = select(PriorLearning.id).order_by(PriorLearning.id.desc())
    return int(session.scalars(query.limit(1)).one())


def sent(work: Work) -> dict[str, str]:
    box = Letterbox()
    send(work, box)
    return texts(box)


def test_the_nearest_manager_is_told_once_that_requests_wait(
    work: Work, people: dict[str, int], induction: int, clock: Clock
) -> None:
    with work() as site:
        ask(site, people["learner"], induction, "My own words")
        claim(site, people["learner"])
        claim(site, people["colleague"])
    assert plan(work) == 1
    assert plan(work) == 0
    said = sent(work)
    assert set(said) == {"manager"}
    assert "For more time: 1. Prior learning with evidence: 2." in said["manager"]
    assert "https://learning.example.org/requests" in said["manager"]
    for secret in ("Siân", "Beata", "My own words", "Elsewhere"):
        assert secret not in said["manager"]
    clock.forward(days=1)
    assert plan(work) == 0
    with work() as site:
        claim(site, people["colleague"], "child-a")
    assert plan(work) == 1
    assert "Prior learning with evidence: 3." in sent(work)["manager"]


@pytest.mark.parametrize(
    ("asker", "told"),
    [("learner", {"manager"}), ("manager", {"lead"}), ("lead", {"administrator"}),
     ("outsider", {"neighbour"}), ("administrator", set())],
)  # fmt: skip
def test_who_is_told_of_whose_request(
    work: Work, people: dict[str, int], asker: str, told: set[str]
) -> None:
    with work() as site:
        claim(site, people[asker])
    plan(work)
    assert set(sent(work)) == told


def test_a_deputy_is_told_beside_the_manager(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        appoint(site.session(), "colleague@example.org", Role.MANAGER, "visiting", TODAY)
        claim(site, people["learner"])
    plan(work)
    assert set(sent(work)) == {"manager", "colleague"}


def test_what_was_decided_before_it_is_sent_no_longer_waits(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        key = claim(site, people["learner"])
    plan(work)
    with work() as site:
        who = Subject(people["learner"], "Siân Llŷr", 1)
        refuse_claim(site.session(), who, key, "Too old", people["manager"], site.clock())
    assert "manager" not in sent(work)
    with work() as site:
        dropped = select(Notice.dropped_because).where(Notice.kind == "requests_waiting")
        assert site.session().scalars(dropped).all() == ["none waits"]


def test_a_manager_no_longer_appointed_is_not_told(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        claim(site, people["learner"])
    plan(work)
    with work() as site:
        held = select(Appointment).filter_by(person_id=people["manager"])
        site.session().scalars(held).one().ends_on = TODAY
    assert sent(work) == {}
    assert plan(work) == 1  # the lead is the nearest now


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (date(2027, 2, 1), "You now have until 1 February 2027 to complete Induction."),
        (None, "The day on which Induction is due stays as it was."),
    ],
)
def test_whoever_asked_for_time_is_told_what_was_decided(
    work: Work, people: dict[str, int], induction: int, until: date | None, says: str
) -> None:
    with work() as site:
        key = ask(site, people["learner"], induction, "My own words")
        who = Subject(people["learner"], "Siân Llŷr", 1)
        reason, by = "As agreed\r\nwith the ward", people["manager"]
        decide_extension(site.session(), who, key, until, reason, by, site.clock())
    assert plan(work) == 1
    assert plan(work) == 0
    said = sent(work)
    assert set(said) == {"learner"}
    assert says in said["learner"]
    assert "Reason given: As agreed with the ward" in said["learner"]
    assert "My own words" not in said["learner"]


@pytest.mark.parametrize(
    ("accepted", "says"),
    [(True, "stands in your record with a certificate"), (False, "Reason given: Checked")],
)
def test_whoever_claimed_is_told_what_was_decided(
    work: Work, people: dict[str, int], accepted: bool, says: str
) -> None:
    with work() as site:
        key, who = claim(site, people["learner"]), Subject(people["learner"], "Siân Llŷr", 1)
        asked: tuple[Any, ...] = (who, key, "Checked", people["manager"], site.clock())
        if accepted:
            accept_claim(site.session(), site.catalogue, site.issuer, *asked)
        else:
            refuse_claim(site.session(), *asked)
    plan(work)
    assert says in sent(work)["learner"]


def test_decisions_of_long_ago_are_no_news(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        key, who = claim(site, people["learner"]), Subject(people["learner"], "Siân Llŷr", 1)
        refuse_claim(site.session(), who, key, "Too old", people["manager"], site.clock())
    clock.forward(days=7)
    assert plan(work) == 0


def test_everything_comes_in_one_letter(work: Work, people: dict[str, int], induction: int) -> None:
    with work() as site:
        for module in ("listening", "child-a"):
            key, who = claim(site, people["learner"], module), Subject(people["learner"], "S", 1)
            refuse_claim(site.session(), who, key, "Too old", people["manager"], site.clock())
    plan(work)
    box = Letterbox()
    send(work, box)
    assert Counter(texts(box)) == {"learner": texts(box)["learner"]}
    assert len(box.taken) == 1
