"""Certificates by HTTP: drawn from what was stored, the same bytes for as long as it is kept."""

from dataclasses import replace

import pytest
from flask import Flask

from elearn.bulk_printing import file_name
from elearn.domain.certification import format_number
from elearn.domain.days import day_of
from elearn.domain.partnership import Partnership
from elearn.operations.accounts import change_name
from elearn.operations.certificates import correct_name, owned_certificate, withdraw_certificate
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete


@pytest.fixture
def number(work: Work, people: dict[str, int]) -> str:
    """Return the number of the learner's certificate."""
    with work() as site:
        return complete(site, "child-a", people["learner"])


def test_a_certificate_is_byte_for_byte_the_same_a_year_later(
    app: Flask, work: Work, people: dict[str, int], number: str, clock: Clock
) -> None:
    address = f"/certificates/{number}.pdf"
    first = Visitor(app).become(people["learner"]).get(address)
    assert first.status == 200
    clock.forward(days=365)
    with work() as site:
        change_name(site.session(), site.check_name, people["learner"], "Another Name")
        renamed = Partnership("Another partnership", "Another", "Chair")
        issuer = replace(site.issuer, partnership=renamed, public_url="https://other.example")
        replace(site, issuer=issuer).install(app)
    later = Visitor(app).become(people["learner"]).get(address)
    assert later.response.data == first.response.data
    manager = Visitor(app).become(people["manager"]).get(address)
    assert manager.response.data == first.response.data
    assert manager.headers["Content-Disposition"] == first.headers["Content-Disposition"]


def test_what_became_of_a_certificate_is_told_to_its_owner_and_their_managers_alone(
    app: Flask, work: Work, people: dict[str, int], number: str
) -> None:
    pages = {"learner": "/record", "manager": f"/people/{people['learner']}"}
    with work() as site:
        now = site.clock()
        new = correct_name(site.session(), site.issuer, site.check_name, number, "Siân Jones", now)
        other = complete(site, "child-a", people["colleague"])
        withdraw_certificate(site.session(), other, "Not for her", "A lead", day_of(now))
    for who, path in pages.items():
        words = Visitor(app).become(people[who]).read(path).words
        replaced = f"{format_number(number)} Replaced on 23 November 2026 by {format_number(new)}"
        assert f"{replaced} , as its name was corrected. It was issued to Siân Llŷr." in words
        assert "Not for her" not in words
    with work() as site:
        withdraw_certificate(site.session(), new, "Made in error", "A lead", day_of(now))
    for who, path in pages.items():
        words = Visitor(app).become(people[who]).read(path).words
        assert "Withdrawn on 23 November 2026 by A lead. Reason: Made in error" in words
        assert "in force" in words
    neighbour = Visitor(app).become(people["neighbour"])
    assert neighbour.get(pages["manager"]).status == 404


def test_a_superseded_or_withdrawn_certificate_can_still_be_printed(
    app: Flask, work: Work, people: dict[str, int], number: str
) -> None:
    learner = Visitor(app).become(people["learner"])
    before = learner.get(f"/certificates/{number}.pdf").response.data
    with work() as site:
        now = site.clock()
        new = correct_name(site.session(), site.issuer, site.check_name, number, "Siân Jones", now)
        withdraw_certificate(site.session(), new, "In error", "A lead", day_of(now))
    assert learner.get(f"/certificates/{number}.pdf").response.data == before
    assert learner.get(f"/certificates/{new}.pdf").status == 200
    assert "None in force" in learner.read("/record").words
    linked = learner.read("/learning").response.get_data(as_text=True)
    assert number not in linked
    assert new not in linked


@pytest.mark.parametrize("typed", ["lower", "dashed", "cut", "longer"])
def test_a_certificate_has_one_address(
    app: Flask, people: dict[str, int], number: str, typed: str
) -> None:
    other = {
        "lower": f"{number.lower()}x",
        "dashed": f"{number[:4]}-{number[4:]}",
        "cut": number[:-1],
        "longer": f"{number}0",
    }[typed]
    assert Visitor(app).become(people["learner"]).get(f"/certificates/{other}.pdf").status == 404


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Siân Llŷr", "llyr_sian_child-a_2026-11-23.pdf"),
        ("Cher", "cher_child-a_2026-11-23.pdf"),
        ("Łucja O’Brien", "obrien_lucja_child-a_2026-11-23.pdf"),
        ("Æ Ø", "o_ae_child-a_2026-11-23.pdf"),
        ('A"; x=".exe', "x-exe_a_child-a_2026-11-23.pdf"),
    ],
)
def test_a_file_is_named_for_the_person_the_module_and_the_day(
    work: Work, number: str, name: str, file: str
) -> None:
    with work() as site:
        facts = owned_certificate(site.session(), number, day_of(site.clock())).facts
    assert file_name(replace(facts, person_name=name)) == file
