"""A certificate as a file: as issued, changed, signed by someone else, or nothing of ours."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask

from elearn.documents.certificate import draw_certificate
from elearn.documents.signing import Seal, make_key, read_key
from elearn.operations.certificates import correct_name, owned_certificate
from elearn.serving import LONGEST_UPLOAD
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import complete

SEAL = read_key(make_key("Northdale", date(2026, 1, 1)))
OTHER = read_key(make_key("A forger", date(2026, 1, 1)))


@pytest.fixture
def number(work: Work, people: dict[str, int]) -> str:
    """Return the number of the learner's certificate."""
    with work() as site:
        return complete(site, "child-a", people["learner"])


@pytest.fixture
def signing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Seal:
    """Let the site sign."""
    monkeypatch.setitem(app.extensions, "elearn", replace(app.extensions["elearn"], seal=SEAL))
    return SEAL


def check(visitor: Visitor, data: bytes) -> Page:
    visitor.address = f"192.0.2.{len(data) % 200 + 2}"
    return visitor.post("/verify/file", {"file": (BytesIO(data), "certificate.pdf")})


def file_of(work: Work, number: str, seal: Seal | None) -> bytes:
    with work() as site:
        facts = owned_certificate(site.session(), number, date(2026, 11, 23)).facts
    drawn = draw_certificate(facts)
    return seal.sign(drawn, facts.issued_on) if seal else drawn


def heading(page: Page) -> str:
    return page.heading.lstrip("✓!✗? ")


def test_the_file_that_its_owner_gets_is_signed_and_checks_out(
    work: Work, learner: Visitor, number: str, signing: Seal
) -> None:
    file = learner.get(f"/certificates/{number}.pdf").response.get_data()
    assert file == file_of(work, number, SEAL)
    page = check(learner, file)
    assert heading(page) == "This file is as we issued it"
    assert "Signature: valid, by Northdale, dated 23 November 2026." in page.words
    assert "Siân Llŷr" in page.words
    assert "State of the certificate: In force" in page.words


def test_the_same_file_is_given_out_a_year_later(
    learner: Visitor, people: dict[str, int], number: str, signing: Seal, clock: Clock
) -> None:
    file = learner.get(f"/certificates/{number}.pdf").response.get_data()
    clock.forward(days=365)
    learner.become(people["learner"])
    assert learner.get(f"/certificates/{number}.pdf").response.get_data() == file


def test_without_a_key_a_file_is_not_signed_and_still_checks_out(
    work: Work, visitor: Visitor, number: str
) -> None:
    page = check(visitor, file_of(work, number, None))
    assert heading(page) == "This file is as we issued it"
    assert "Signature: not signed." in page.words


@pytest.mark.parametrize("seal", [None, SEAL])
def test_a_changed_byte_is_caught(
    work: Work, visitor: Visitor, number: str, signing: Seal, seal: Seal | None
) -> None:
    changed = bytearray(file_of(work, number, seal))
    changed[100] ^= 1
    assert heading(check(visitor, bytes(changed))) == "This file has been changed"


def test_something_added_is_caught(
    work: Work, visitor: Visitor, number: str, signing: Seal
) -> None:
    page = check(visitor, file_of(work, number, SEAL) + b"\n")
    assert heading(page) == "This file has been changed"
    assert "Do not rely on it" in page.words


def test_someone_elses_signature_is_named(
    work: Work, visitor: Visitor, number: str, signing: Seal
) -> None:
    page = check(visitor, file_of(work, number, OTHER))
    assert heading(page) == "This file is signed by someone else"
    assert "by A forger, whom we do not know" in page.words


def test_a_file_that_was_replaced_says_so(
    work: Work, visitor: Visitor, number: str, signing: Seal
) -> None:
    file = file_of(work, number, SEAL)
    with work() as site:
        name = "Siân Llŷr-Jones"
        correct_name(site.session(), site.issuer, site.check_name, number, name, site.clock())
    page = check(visitor, file)
    assert heading(page) == "This file is as we issued it"
    assert "State of the certificate: Replaced by another certificate" in page.words


def test_a_certificate_that_we_never_issued_is_not_ours(visitor: Visitor, people: object) -> None:
    from tests.documents.samples import certificate_facts

    page = check(visitor, draw_certificate(certificate_facts()))
    assert heading(page) == "This file is not one of ours"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a", "The file is not a PDF, or it is damaged"),
        (b"%PDF-1.7 \x00\xff" * 90, "The file is not a PDF, or it is damaged"),
        (b"", "The file is empty"),
    ],
)
def test_a_file_that_cannot_be_looked_at_says_why(visitor: Visitor, data: bytes, said: str) -> None:
    page = check(visitor, data)
    assert page.status == 422
    assert said in page.errors[0]


def test_no_file_asks_for_one(visitor: Visitor) -> None:
    page = visitor.post("/verify/file")
    assert (page.status, page.errors) == (422, ["Choose the PDF file that you were sent"])


def test_a_huge_request_is_refused_unread(visitor: Visitor) -> None:
    said = {"CONTENT_LENGTH": str(200_000_000), "REMOTE_ADDR": "192.0.2.1"}
    assert visitor.post("/verify/file", environ_overrides=said).status == 413
    more = {"CONTENT_LENGTH": str(LONGEST_UPLOAD), "REMOTE_ADDR": "192.0.2.1"}
    assert visitor.post("/sign-in", environ_overrides=more).status == 413


def test_a_thousand_guesses_in_a_minute_are_slowed(visitor: Visitor, people: object) -> None:
    answers = [visitor.get("/verify/0000000000000").status for _ in range(70)]
    assert answers.count(404) <= 60
    assert answers[-1] == 429
