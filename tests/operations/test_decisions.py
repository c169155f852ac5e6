"""What is decided for one person, with who and why: it counts from its days on."""

from datetime import date, timedelta

import pytest

from elearn.domain.access import Appointed, Role
from elearn.domain.errors import NotFound
from elearn.domain.standing import Standing
from elearn.operations.decisions import (
    Subject,
    UnusableDecision,
    ask_extension,
    decide_extension,
    decisions_of,
    end_early,
    exempt,
    record_absence,
    subject,
)
from elearn.operations.learning import latest_completions
from elearn.operations.organisation import unit_id
from elearn.operations.prior_learning import (
    Evidence,
    UnusableClaim,
    accept_claim,
    claim_learning,
    claims_of,
    refuse_claim,
)
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.standings import standings_of
from elearn.site import Site
from tests.conftest import Work
from tests.partnership import complete

TODAY = date(2026, 11, 23)
PDF = Evidence("0" * 64, "application/pdf", "certificate.pdf")


def require(site: Site) -> int:
    """Ask everyone for the induction since March, due long ago."""
    root = unit_id(site.session(), "northdale")
    asked = RequirementDraft("Induction", "induction", date(2026, 3, 1), (root,), due_days=28,
                             validity_months=12)  # fmt: skip
    return save_requirement(site.session(), site.catalogue, {root}, asked, None, None, site.clock())


def standing(site: Site, person: int, day: date) -> Standing | None:
    """Return where someone stands with the only requirement on a day."""
    found = list(standings_of(site.session(), [person], day).values())
    return found[0].standing if found else None


def learner(people: dict[str, int]) -> Subject:
    """Return the learner as someone for whom things are decided."""
    return Subject(people["learner"], "Siân Llŷr", 1)


def test_an_exemption_counts_for_its_days_and_can_end_early(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        key, by, who = require(site), people["manager"], learner(people)
        period = (TODAY, TODAY + timedelta(days=100))
        exempt(site.session(), who, key, period, "Seconded", by, site.clock())
        assert standing(site, who.id, TODAY - timedelta(days=1)) is Standing.OVERDUE
        assert standing(site, who.id, TODAY + timedelta(days=99)) is Standing.EXEMPT
        assert standing(site, who.id, TODAY + timedelta(days=100)) is Standing.DUE_SOON
        (made,) = decisions_of(site.session(), who.id, TODAY)
        assert (made.what, made.reason, made.by, made.lasts) == (
            "exemption", "Seconded", "Marek Dąb", True,
        )  # fmt: skip
        back = TODAY + timedelta(days=10)
        end_early(site.session(), who, "exemption", made.id, back, by, site.clock())
        assert standing(site, who.id, back) is Standing.DUE_SOON
        with pytest.raises(UnusableDecision, match="ends_before_it_begins"):
            exempt(site.session(), who, key, (TODAY, TODAY), "Seconded", by, site.clock())
        with pytest.raises(UnusableDecision, match="overlaps"):
            exempt(site.session(), who, key, period, "Again", by, site.clock())


def test_an_absence_stops_the_clock_until_its_end_is_known(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        require(site)
        who, by = learner(people), people["manager"]
        record_absence(site.session(), who, (date(2026, 3, 11), None), "Leave", by, site.clock())
        assert standing(site, who.id, date(2030, 1, 1)) is Standing.PAUSED
        (made,) = decisions_of(site.session(), who.id, TODAY)
        end_early(site.session(), who, "absence", made.id, TODAY, by, site.clock())
        assert standing(site, who.id, TODAY + timedelta(days=18)) is Standing.DUE_SOON
        assert standing(site, who.id, TODAY + timedelta(days=19)) is Standing.OVERDUE


def test_an_extension_is_asked_for_once_and_decided_once(
    work: Work, people: dict[str, int]
) -> None:
    until = TODAY + timedelta(days=40)
    with work() as site:
        session, now, who = site.session(), site.clock(), learner(people)
        key, by = require(site), people["manager"]
        ask_extension(session, who.id, key, until, "Night shifts", now)
        with pytest.raises(UnusableDecision, match="asked_already"):
            ask_extension(session, who.id, key, until, "Night shifts", now)
        (asked,) = decisions_of(session, who.id, TODAY)
        decide_extension(session, who, asked.id, until, "Agreed", by, now)
        assert standing(site, who.id, TODAY - timedelta(days=1)) is Standing.OVERDUE
        assert standing(site, who.id, TODAY) is Standing.NOT_STARTED
        assert standing(site, who.id, until + timedelta(days=1)) is Standing.OVERDUE
        with pytest.raises(UnusableDecision, match="decided_already"):
            decide_extension(session, who, asked.id, None, "No", by, now)
        ask_extension(session, people["colleague"], key, until, "Night shifts", now)
        (other,) = decisions_of(session, people["colleague"], TODAY)
        with pytest.raises(NotFound):
            decide_extension(session, who, other.id, until, "Agreed", by, now)


def test_prior_learning_that_is_accepted_is_a_completion_of_its_day(
    work: Work, people: dict[str, int]
) -> None:
    learned = date(2026, 2, 10)
    with work() as site:
        session, now, who = site.session(), site.clock(), learner(people)
        by, catalogue = people["manager"], site.catalogue
        claim_learning(session, catalogue, who.id, "listening", learned, "Elsewhere", PDF, now)
        (claim,) = claims_of(session, who.id)
        number = accept_claim(session, catalogue, site.issuer, who, claim.id, "Seen", by, now)
        assert number
        (claim,) = claims_of(session, who.id)
        assert (claim.decision, claim.decided_by) == ("granted", "Marek Dąb")
        with pytest.raises(UnusableClaim, match="older_than_the_record"):
            claim_learning(session, catalogue, who.id, "listening", learned, "Again", PDF, now)


@pytest.mark.parametrize(
    ("learned", "reason"),
    [(TODAY + timedelta(days=1), "in_the_future"), (date(2019, 1, 1), "lapsed")],
)
def test_learning_that_cannot_count_is_not_claimed(
    work: Work, people: dict[str, int], learned: date, reason: str
) -> None:
    with work() as site, pytest.raises(UnusableClaim, match=reason):
        claim_learning(site.session(), site.catalogue, people["learner"], "child-a", learned,
                       "Elsewhere", PDF, site.clock())  # fmt: skip


def test_a_refused_claim_keeps_its_reason_and_completes_nothing(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        session, now, who = site.session(), site.clock(), learner(people)
        claim_learning(session, site.catalogue, who.id, "child-a", TODAY, "Elsewhere", PDF, now)
        (claim,) = claims_of(session, who.id)
        refuse_claim(session, who, claim.id, "Not legible", people["manager"], now)
        (claim,) = claims_of(session, who.id)
        assert (claim.decision, claim.decision_reason) == ("refused", "Not legible")
        assert complete(site, "child-a", who.id)


def test_nobody_decides_for_themselves_or_for_people_of_others(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        session = site.session()
        held = [Appointed(Role.MANAGER, unit_id(session, "visiting"))]
        assert subject(session, held, people["manager"], people["learner"]).name == "Siân Llŷr"
        for other in ("manager", "outsider"):
            with pytest.raises(NotFound):
                subject(session, held, people["manager"], people[other])
        held = [Appointed(Role.AUDITOR, unit_id(session, "northdale"))]
        with pytest.raises(NotFound):
            subject(session, held, people["auditor"], people["learner"])


def test_a_completion_lapses_when_the_strictest_requirement_says(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        require(site)  # every 12 months, where the module itself says 36
        complete(site, "listening", people["learner"])
        past = latest_completions(site.session(), people["learner"])["listening"]
        assert past.expires_on == date(2027, 11, 23)
