"""A certificate as an Open Badge: its owner's alone, while it is in force."""

from openbadgeslib.ob3 import OB3Verifier

from elearn.operations.certificates import withdraw_certificate
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete


def test_an_owner_takes_a_badge_that_verifies_against_the_published_keys(
    work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor
) -> None:
    with work() as site:
        number = complete(site, "child-a", people["learner"])
    answer = learner.get(f"/certificates/{number}.jwt").response
    assert answer.mimetype == "application/vc+jwt"
    published = visitor.get("/.well-known/did.json").response
    found = OB3Verifier.for_issuer_did(
        published.get_json()["id"], download=lambda *_a, **_k: published.data
    ).verify(answer.get_data(as_text=True))
    assert found.achievement.name.startswith("Child A")
    assert f"/certificates/{number}.jwt" in learner.get("/record").response.get_data(as_text=True)


def test_nobody_else_takes_it_and_nobody_once_it_is_withdrawn(
    work: Work, people: dict[str, int], learner: Visitor, clock: Clock
) -> None:
    with work() as site:
        number = complete(site, "child-a", people["learner"])
    path = f"/certificates/{number}.jwt"
    manager = Visitor(learner.app).sign_in("manager@example.org")
    assert manager.get(f"/certificates/{number}.pdf").status == 200
    assert manager.get(path).status == 404
    with work() as site:
        withdraw_certificate(site.session(), number, "In error", "A lead", clock.now.date())
    assert learner.get(path).status == 404
