"""An administrator designs the certificates: looked at first, saved as a version, old ones stay."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearn import pictures
from elearn.db import DesignVersion, KeptPicture
from elearn.operations.certificates import owned_certificate
from elearn.operations.designs import design_in_force
from tests.conftest import Clock, Work
from tests.documents.samples import texts
from tests.documents.test_looks import image
from tests.journey import Visitor
from tests.partnership import complete

PAGE, AGENCY = "/admin/certificates", "/admin/certificates/agency"


@pytest.fixture
def administrator(app: Flask, people: dict[str, int]) -> Visitor:
    return Visitor(app).sign_in("administrator@example.org")


def asked(visitor: Visitor, page: str = PAGE, **typed: Any) -> dict[str, Any]:
    """Return the page's form as it stands, with what is typed into it."""
    files = ("logo", "signature", "second_signature")
    held = {k: v for k, v in visitor.get(page).fields().items() if k not in files}
    return {**held, "step": "save", **typed}


def sent(content: bytes) -> tuple[BytesIO, str]:
    return BytesIO(content), "logo.png"


def designs(work: Work) -> int:
    with work() as site:
        return site.session().scalar(select(func.count(DesignVersion.id))) or 0


def test_the_settings_file_gives_the_design_until_one_is_saved(
    administrator: Visitor, work: Work
) -> None:
    held = administrator.get(PAGE).fields()
    assert held["design"] == ["classic-1"]
    assert designs(work) == 0


def test_a_preview_shows_what_was_typed_and_stores_nothing(
    administrator: Visitor, work: Work
) -> None:
    typed = asked(administrator, partnership="Ein Partneriaeth", step="preview", logo=sent(image()))
    page = administrator.post(PAGE, typed)
    assert page.headers["Content-Type"] == "application/pdf"
    assert "Ein Partneriaeth" in texts(page.response.data)[0]
    assert designs(work) == 0
    with work() as site:
        assert site.session().scalar(select(func.count(KeptPicture.digest))) == 0


def test_certificates_issued_before_stay_byte_for_byte_a_year_later(
    app: Flask, administrator: Visitor, work: Work, people: dict[str, int], clock: Clock
) -> None:
    administrator.post(
        PAGE, asked(administrator, logo=sent(image()), signature=sent(image("#111")))
    )
    with work() as site:
        number = complete(site, "child-a", people["learner"])
    learner = Visitor(app).sign_in("learner@example.org")
    before = learner.get(f"/certificates/{number}.pdf").response.data
    typed = asked(
        administrator, partnership="Another name", design="plain-1", main="#333333",
        logo=sent(image("#a00000")), no_signature="y",
    )  # fmt: skip
    assert administrator.post(PAGE, typed).location == PAGE
    clock.now += timedelta(days=365)
    learner = Visitor(app).sign_in("learner@example.org")
    assert learner.get(f"/certificates/{number}.pdf").response.data == before
    with work() as site:
        new = complete(site, "listening", people["learner"])
        facts = owned_certificate(site.session(), new, clock.now.date()).facts
        assert (facts.partnership, facts.design) == ("Another name", "plain-1")
        assert facts.look
        assert facts.look.main == "#333333"
        assert facts.look.signature is None


def test_a_certificate_carries_the_logo_of_its_agency(
    administrator: Visitor, work: Work, people: dict[str, int], clock: Clock
) -> None:
    agency = str(administrator.get(AGENCY).soup.select("#agency option")[0]["value"])
    assert administrator.post(AGENCY, {"agency": agency, "logo": sent(image())}).location == PAGE
    with work() as site:
        design = design_in_force(site.session())
        assert design
        assert list(design.agencies) == [agency]
        look = design.look_for(agency)
        assert look.agency_logo == design.agencies[agency]
        assert design.look_for("elsewhere").agency_logo is None


def test_each_version_is_listed_with_who_and_when(administrator: Visitor) -> None:
    administrator.post(PAGE, asked(administrator))
    administrator.post(PAGE, asked(administrator, partnership="Second"))
    page = administrator.get(PAGE)
    versions = [str(a["href"]) for a in page.soup.select("main a[href$='.pdf']")]
    assert len(versions) == 2
    shown = [texts(administrator.get(path).response.data)[0] for path in versions]
    assert ["Second" in words for words in shown] == [True, False]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"main": "#ffff00"}, "contrast is 1 to 1"),
        ({"accent": "yellow"}, "Enter a colour"),
        ({"logo": b"<svg><script>"}, "SVG pictures can carry scripts"),
        ({"logo": b"text"}, "not a PNG or JPEG"),
        ({"signature": b"\0" * 1_001}, "larger than 1 MB"),
        ({"second_title": "Chair"}, "Enter both a name and a title"),
        ({"partnership": ""}, "Enter the words"),
    ],
)
def test_a_bad_input_is_told_and_what_was_typed_stays(
    administrator: Visitor,
    work: Work,
    typed: dict[str, Any],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        pictures, "LARGEST", 1_000
    )  # the client of the tests leaves large files open
    files = {k: sent(v) for k, v in typed.items() if isinstance(v, bytes)}
    page = administrator.post(PAGE, asked(administrator, title="Typed title", **typed | files))
    assert page.status == 422
    assert any(said in error for error in page.errors), page.errors
    assert page.fields()["title"] == ["Typed title"]
    assert designs(work) == 0


def test_nobody_else_designs(app: Flask, people: dict[str, int]) -> None:
    lead = Visitor(app).sign_in("lead@example.org")
    assert {lead.get(p).status for p in (PAGE, AGENCY)} == {404}
