"""Transcripts issued: a record as it stood, kept for ever under a number."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from elearn.db import Transcript
from elearn.domain.certification import CertificateState, is_number
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound
from elearn.operations.accounts import change_name
from elearn.operations.certificates import Issuer, correct_name, withdraw_certificate
from elearn.operations.transcripts import (
    NothingToIssue,
    VerifiedTranscript,
    issue_transcript,
    own_transcript,
    transcript_of,
    transcripts_of,
    verify_transcript,
)
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import complete


def issue(site: Site, person: int, issuer: Issuer | None = None) -> str:
    return issue_transcript(site.session(), issuer or site.issuer, person, site.clock())


def verified(site: Site, number: str) -> VerifiedTranscript:
    return verify_transcript(site.session(), number, day_of(site.clock()))


def test_a_transcript_states_the_record_and_is_genuine(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        certificate = complete(site, "child-a", person)
        number = issue(site, person)
    with work() as site:
        found = verified(site, f" {number.lower()} ")
        assert is_number(number)
        assert found.state is CertificateState.GENUINE
        assert found.certificates == {certificate: CertificateState.GENUINE}
        assert found.facts.verify_url == f"https://learning.example.org/verify/{number}"
        assert [e.certificate for e in found.facts.entries] == [certificate]
        assert (found.facts.person_name, found.facts.agency, found.facts.minutes) == (
            "Siân Llŷr", "Northdale NHS Trust", 45
        )  # fmt: skip
        assert transcript_of(site.session(), site.issuer, person, found.facts.as_at) == found.facts


def test_what_a_transcript_states_already_is_not_issued_again(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        complete(site, "child-a", person)
        number = issue(site, person)
    clock.forward(days=90)
    with work() as site:
        assert issue(site, person) == number
        assert site.session().scalar(select(func.count()).select_from(Transcript)) == 1


def test_more_completed_since_and_a_later_transcript_are_told(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        complete(site, "child-a", person)
        first = issue(site, person)
        clock.forward(days=1)
        complete(site, "listening", person)
        found = verified(site, first)
        assert (found.state, found.added, found.later_on) == (CertificateState.SUPERSEDED, 1, None)
        clock.forward(days=1)
        second = issue(site, person)
        assert verified(site, first).later_on == day_of(clock())
        assert [e.module for e in verified(site, first).facts.entries] == ["child-a"]
        assert verified(site, second).state is CertificateState.GENUINE
        assert [t.number for t in transcripts_of(site.session(), person)] == [second, first]


def test_a_certificate_withdrawn_or_replaced_since_is_told_and_the_record_is_issued_anew(
    work: Work, people: dict[str, int]
) -> None:
    person = people["learner"]
    with work() as site:
        session, now = site.session(), site.clock()
        wrong, renamed = complete(site, "child-a", person), complete(site, "listening", person)
        number = issue(site, person)
        withdraw_certificate(session, wrong, "In error", "A lead", day_of(now))
        new = correct_name(session, site.issuer, site.check_name, renamed, "Siân Jones", now)
        assert verified(site, number).certificates == {
            wrong: CertificateState.WITHDRAWN,
            renamed: CertificateState.SUPERSEDED,
        }
        assert verified(site, number).added == 0
        again = issue(site, person)
        assert again != number
        assert {e.certificate for e in verified(site, again).facts.entries} == {new, None}


def test_a_new_name_is_for_a_new_transcript(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        complete(site, "child-a", person)
        number = issue(site, person)
        change_name(site.session(), site.check_name, person, "Siân Jones")
        assert issue(site, person) != number
        assert verified(site, number).facts.person_name == "Siân Llŷr"


def test_scores_are_stated_only_where_the_partnership_shows_them(
    work: Work, people: dict[str, int]
) -> None:
    person = people["learner"]
    with work() as site:
        complete(site, "child-a", person)
        complete(site, "the-programme", person)
        shows = replace(site.issuer.partnership, transcript_scores=True)
        with_scores = issue(site, person, replace(site.issuer, partnership=shows))
        assert [e.score_percent for e in verified(site, with_scores).facts.entries] == [None, 100]
        without = issue(site, person)
        assert [e.score_percent for e in verified(site, without).facts.entries] == [None, None]


def test_nothing_completed_is_nothing_to_issue(work: Work, people: dict[str, int]) -> None:
    with work() as site, pytest.raises(NothingToIssue):
        issue(site, people["learner"])


def test_a_transcript_is_its_owners(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        complete(site, "child-a", people["learner"])
        number = issue(site, people["learner"])
        assert own_transcript(site.session(), people["learner"], number).number == number
        with pytest.raises(NotFound):
            own_transcript(site.session(), people["colleague"], number)
        with pytest.raises(NotFound):
            verified(site, "0000000000000")
        with pytest.raises(NotFound):
            verified(site, "not a number")
