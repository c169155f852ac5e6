"""Verification: anyone may ask, however they type it, and is told what is recorded."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from elearn.domain.certification import format_number
from elearn.operations.certificates import correct_name, withdraw_certificate
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import complete

GENUINE = "This certificate is genuine"


@pytest.fixture
def number(work: Work, people: dict[str, int]) -> str:
    """Return the number of the learner's certificate."""
    with work() as site:
        return complete(site, "child-a", people["learner"])


def heading(page: Page) -> str:
    return page.heading.lstrip("✓!✗? ")


def facts(page: Page) -> dict[str, str]:
    rows = page.soup.select("main .govuk-summary-list__row")
    return {
        " ".join(row.dt.get_text().split()): " ".join(row.dd.get_text().split())
        for row in rows
        if row.dt and row.dd
    }


def test_a_genuine_certificate_shows_the_facts_that_expose_a_forgery(
    visitor: Visitor, number: str
) -> None:
    page = visitor.read(f"/verify/{number}")
    assert heading(page) == GENUINE
    assert facts(page) == {
        "Number": format_number(number),
        "Name": "Siân Llŷr",
        "Module": "Child A",
        "Version": "1.0",
        "Completed on": "23 November 2026",
        "Valid until": "22 November 2029",
        "Learning time": "45 minutes",
        "Issued by": "Northdale Safeguarding Children Partnership",
        "Issued on": "23 November 2026",
    }


def ways_to_type(number: str) -> list[str]:
    grouped = format_number(number)
    return [
        number, number.lower(), grouped, grouped.lower(), grouped.replace("-", " "),
        f"  {grouped} ", grouped.replace("-", "\u2013"), grouped.replace("-", "\u00a0"),
        number.replace("0", "O"), number.replace("0", "o"), number.replace("1", "I"),
        number.replace("1", "l"), ".".join(number), f"\t{number}\n",
    ]  # fmt: skip


def test_a_number_is_understood_however_it_is_typed(visitor: Visitor, number: str) -> None:
    for typed in ways_to_type(number):
        page = visitor.get("/verify", query_string={"number": typed})
        assert page.location == f"/verify/{number}", repr(typed)
        assert heading(visitor.read(f"/verify/{typed}".rstrip("\n"))) == GENUINE, repr(typed)


def test_each_state_is_told_with_its_date(
    app: Flask, work: Work, visitor: Visitor, number: str, clock: Clock
) -> None:
    clock.now = datetime(2029, 11, 22, 23, 59, tzinfo=UTC)
    assert heading(visitor.read(f"/verify/{number}")) == GENUINE
    clock.forward(minutes=1)
    page = visitor.read(f"/verify/{number}")
    assert heading(page) == "This certificate is genuine, but has expired"
    assert "It was valid until 22 November 2029." in page.words
    clock.now = datetime(2026, 11, 24, tzinfo=UTC)
    with work() as site:
        new = correct_name(
            site.session(), site.issuer, site.check_name, number, "Siân Jones", clock()
        )
    page = visitor.read(f"/verify/{number}")
    assert heading(page) == "This certificate has been replaced"
    assert "The name on it was corrected on 24 November 2026" in page.words
    assert page.soup.find("a", href=f"/verify/{new}", string=format_number(new))
    assert facts(page)["Name"] == "Siân Llŷr"
    assert facts(visitor.read(f"/verify/{new}"))["Name"] == "Siân Jones"
    with work() as site:
        withdraw_certificate(site.session(), new, "A secret reason", "A lead", date(2026, 11, 25))
    page = visitor.read(f"/verify/{new}")
    assert heading(page) == "This certificate has been withdrawn"
    assert "It was withdrawn on 25 November 2026" in page.words
    assert "The partnership keeps the reason." in page.words
    assert "A secret reason" not in page.words


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        ("error", "It was issued by mistake."),
        ("facts", "Something that it states is wrong."),
        ("rules", "The learning was not done as it has to be."),
    ],
)
def test_the_ground_of_a_withdrawal_is_told(
    work: Work, visitor: Visitor, number: str, ground: str, said: str
) -> None:
    with work() as site:
        withdraw_certificate(site.session(), number, "Secret", "A lead", date(2026, 11, 25), ground)
    page = visitor.read(f"/verify/{number}")
    assert said in page.words
    assert "Secret" not in page.words


def test_a_renewed_certificate_and_the_renewal_both_verify(
    work: Work, visitor: Visitor, people: dict[str, int], number: str, clock: Clock
) -> None:
    clock.now = datetime(2029, 10, 31, 10, tzinfo=UTC)
    with work() as site:
        complete(site, "child-a", people["colleague"])
    assert "completed again" not in visitor.read(f"/verify/{number}").words
    clock.forward(days=1)
    with work() as site:
        renewed = complete(site, "child-a", people["learner"])
    page = visitor.read(f"/verify/{number}")
    assert heading(page) == GENUINE
    assert "The module was completed again on 1 November 2029" in page.words
    assert page.soup.find("a", href=f"/verify/{renewed}", string=format_number(renewed))
    assert facts(page)["Valid until"] == "22 November 2029"
    page = visitor.read(f"/verify/{renewed}")
    assert heading(page) == GENUINE
    assert "completed again" not in page.words
    assert facts(page)["Valid until"] == "22 November 2032"
    clock.forward(days=60)
    page = visitor.read(f"/verify/{number}")
    assert heading(page) == "This certificate is genuine, but has expired"
    assert "completed again on 1 November 2029" in page.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0000000000000", "we never issued it"),
        ("1234567890123", "may be wrong"),
        ("UUUU", "may be wrong"),
        ("🙂", "may be wrong"),
        ("a/b/c", "may be wrong"),
        ("<script>", "may be wrong"),
        ("x" * 2000, "may be wrong"),
    ],
)
def test_an_unknown_number_says_so(
    app: Flask, number: str, visitor: Visitor, typed: str, said: str
) -> None:
    page = visitor.get(f"/verify/{typed}")
    assert page.status == 404
    assert heading(page) == "We have nothing with this number"
    assert said in page.words
    assert page.headers["X-Robots-Tag"] == "noindex"
    asked = visitor.get("/verify", query_string={"number": typed})
    assert asked.status == 303
    assert visitor.get(asked.location).status == 404


def test_no_answer_is_for_search_engines(visitor: Visitor, number: str) -> None:
    assert visitor.read(f"/verify/{number}").headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("typed", ["", "   ", "-", "\u2013"])
def test_an_empty_form_asks_for_a_number(visitor: Visitor, typed: str) -> None:
    page = visitor.get("/verify", query_string={"number": typed})
    if page.status == 303:
        assert visitor.get(page.location).status == 404
    else:
        assert (page.status, page.errors) == (422, ["Enter the number printed on the certificate"])


def test_guessing_numbers_is_slowed(visitor: Visitor, number: str) -> None:
    answers = [visitor.get("/verify/1234567890123").status for _ in range(61)]
    assert answers == [404] * 60 + [429]
    assert visitor.get(f"/verify/{number}").status == 429
    assert Visitor(visitor.app, "198.51.100.7").get(f"/verify/{number}").status == 200


def test_every_single_slip_is_noticed(visitor: Visitor, number: str, app: Flask) -> None:
    for place in range(len(number)):
        slip = "2" if number[place] != "2" else "3"
        wrong = number[:place] + slip + number[place + 1 :]
        page = Visitor(app, f"198.51.100.{place}").get(f"/verify/{wrong}")
        assert page.status == 404
        assert "may be wrong" in page.words
