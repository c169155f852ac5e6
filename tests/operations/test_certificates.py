"""Certificates: corrected by a further edition, withdrawn with a reason, never deleted."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from elearn.db import Certificate, Withdrawal
from elearn.domain.certification import CertificateState
from elearn.domain.errors import NameFault, NotFound
from elearn.operations.certificates import (
    NotInForce,
    correct_name,
    owned_certificate,
    verify,
    withdraw_certificate,
)
from elearn.site import Site
from tests.conftest import PARTNERSHIP, Work
from tests.partnership import complete

TODAY = date(2026, 11, 23)


@pytest.fixture
def number(work: Work, people: dict[str, int]) -> str:
    """Return the number of the learner's certificate for Child A."""
    with work() as site:
        return complete(site, "child-a", people["learner"])


def correct(site: Site, number: str, name: str = "Siân Llŷr-Jones") -> str:
    return correct_name(site.session(), site.issuer, site.check_name, number, name, site.clock())


def withdraw(site: Site, number: str) -> None:
    withdraw_certificate(site.session(), number, "Made in error", "Helen Marsh", TODAY)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (TODAY, CertificateState.GENUINE),
        (date(2029, 11, 22), CertificateState.GENUINE),  # the last valid day
        (date(2029, 11, 23), CertificateState.EXPIRED),
        (date(2099, 1, 1), CertificateState.EXPIRED),
    ],
)
def test_a_certificate_is_genuine_until_its_last_valid_day(
    work: Work, number: str, day: date, state: CertificateState
) -> None:
    with work() as site:
        assert verify(site.session(), number, day).state is state


def test_a_corrected_name_supersedes_and_changes_nothing_else(work: Work, number: str) -> None:
    with work() as site:
        new = correct(site, number)
    with work() as site:
        old = verify(site.session(), number, TODAY)
        assert (old.state, old.superseded_by) == (CertificateState.SUPERSEDED, new)
        assert old.facts.person_name == "Siân Llŷr"
        now = verify(site.session(), new, TODAY)
        assert now.state is CertificateState.GENUINE
        assert now.facts.person_name == "Siân Llŷr-Jones"
        assert now.facts.completed_on == old.facts.completed_on
        assert now.facts.content_hash == old.facts.content_hash
        rows = site.session().scalars(select(Certificate).order_by(Certificate.id)).all()
        assert [row.edition for row in rows] == [1, 2]
        assert len({row.completion_id for row in rows}) == 1


def test_a_superseded_certificate_is_not_corrected_again(work: Work, number: str) -> None:
    with work() as site:
        new = correct(site, number)
        with pytest.raises(NotInForce):
            correct(site, number, "Another")
        third = correct(site, new, "Siân Jones")
        assert verify(site.session(), new, TODAY).superseded_by == third


def test_a_name_that_cannot_be_printed_is_no_correction(work: Work, number: str) -> None:
    with work() as site:
        with pytest.raises(NameFault):
            correct(site, number, "Siân\u202eLlŷr")
        assert verify(site.session(), number, TODAY).state is CertificateState.GENUINE


def test_a_withdrawn_certificate_says_so_for_ever(work: Work, number: str) -> None:
    with work() as site:
        withdraw(site, number.lower())
    with work() as site:
        for day in (TODAY, date(2099, 1, 1)):
            found = verify(site.session(), number, day)
            assert (found.state, found.withdrawn_on) == (CertificateState.WITHDRAWN, TODAY)
        row = site.session().scalars(select(Withdrawal)).one()
        assert (row.reason, row.withdrawn_by) == ("Made in error", "Helen Marsh")
        with pytest.raises(NotInForce):
            withdraw(site, number)
        with pytest.raises(NotInForce):
            correct(site, number)


def test_an_expired_certificate_can_still_be_corrected(work: Work, number: str) -> None:
    with work() as site:
        new = correct(site, number)
        assert verify(site.session(), new, date(2099, 1, 1)).state is CertificateState.EXPIRED


@pytest.mark.parametrize("unknown", ["", "x", "0" * 13, "🙂" * 13])
def test_an_unknown_number_is_not_found(work: Work, number: str, unknown: str) -> None:
    with work() as site:
        for ask in (verify, owned_certificate):
            with pytest.raises(NotFound):
                ask(site.session(), unknown, TODAY)
        with pytest.raises(NotFound):
            correct(site, unknown)


def test_a_certificate_keeps_the_design_that_was_in_force(
    work: Work, people: dict[str, int], number: str
) -> None:
    with work() as site:
        plain = replace(site.issuer, partnership=replace(PARTNERSHIP, design="plain-1"))
        new = complete(replace(site, issuer=plain), "listening", people["learner"])
        designs = [owned_certificate(site.session(), n, TODAY).facts.design for n in (number, new)]
    assert designs == ["classic-1", "plain-1"]
