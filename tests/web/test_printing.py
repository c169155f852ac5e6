"""Certificates of the people ticked: chosen, made at once or later, and nobody else's."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.bulk_printing import make_waiting
from elearn.db import Appointment, AuditEntry, PrintJob
from elearn.documents.checking import Signature, check_pdf
from elearn.documents.signing import make_key, read_key
from elearn.domain.access import Appointed, Role
from elearn.domain.certification import format_number
from elearn.domain.days import day_of
from elearn.domain.organisation import Membership
from elearn.operations import outbox
from elearn.operations.memberships import move_person
from elearn.operations.organisation import NewPerson, add_person, unit_id
from elearn.operations.printing import SILENCE, Wanted, ask_for, beat, claim, settle
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.documents.samples import texts
from tests.journey import Page, Visitor
from tests.mail.letterbox import Letterbox
from tests.mail.test_reminders import send
from tests.mail.test_reminders import texts as texts_of
from tests.partnership import JOINED, complete, complete_three
from tests.web.routes import snapshot

LIST = "/team/visiting/matrix"
MAKE = f"{LIST}/certificates"


@pytest.fixture
def numbers(work: Work, people: dict[str, int]) -> list[str]:
    """Return the certificates of the learner and a colleague: by person, then by module."""
    with work() as site:
        return complete_three(site, people)


@pytest.fixture
def manager(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the manager of the health visitors."""
    return Visitor(app).become(people["manager"])


@pytest.fixture
def started(app: Flask) -> list[str]:
    """Count the processes that would be started to make files: the edge of this world."""
    site: Site = app.extensions["elearn"]
    found: list[str] = []
    replace(site, start_prints=lambda: found.append("one")).install(app)
    return found


def certificates_in(page: Page) -> list[str]:
    assert page.headers["Content-Type"] == "application/pdf", page.words
    return texts(page.response.get_data())


def ask(work: Work, people: dict[str, int], names: list[str], unit: str = "visiting") -> int:
    with work() as site:
        session = site.session()
        held = [Appointed(Role.MANAGER, unit_id(session, unit))]
        wanted = Wanted(
            "Health Visiting", unit, tuple(people[name] for name in names),
            tuple(site.catalogue.modules), day_of(site.clock()), with_expired=False, form="pdf",
            blank_backs=False,
        )  # fmt: skip
        return ask_for(session, held, wanted, site.clock(), people["manager"])


def test_those_ticked_are_printed_in_the_order_of_the_list(
    people: dict[str, int], manager: Visitor, numbers: list[str], work: Work
) -> None:
    listed = manager.read(LIST)
    assert "Print their certificates" in listed.words
    form = {"person": [people["learner"], people["colleague"], people["manager"]]}
    page = manager.post(MAKE, form)
    assert page.heading == "Print the certificates of 3 people"
    assert page.fields()["person"] == [
        str(people[name]) for name in ("manager", "learner", "colleague")
    ]
    made = manager.post(MAKE, {**page.fields(), "step": "make"})
    assert made.headers["Content-Disposition"].startswith('attachment; filename="certificates-')
    cover, *pages = certificates_in(made)
    assert "People chosen from Health Visiting, as at 23 November 2026" in cover
    for words, number in zip(pages, numbers, strict=True):
        assert format_number(number) in words
    with work() as site:
        noted = select(AuditEntry).where(AuditEntry.action == "certificates_printed")
        entry = site.session().scalars(noted).one()
        assert (entry.by_id, entry.details["certificates"]) == (people["manager"], 3)


def test_one_module_blank_backs_and_a_zip_of_signed_files(
    app: Flask, people: dict[str, int], manager: Visitor, numbers: list[str]
) -> None:
    seal = read_key(make_key("Northdale", date(2026, 1, 1)))
    site: Site = app.extensions["elearn"]
    replace(site, seal=seal).install(app)
    base = {"everyone": "1", "step": "make"}
    one = certificates_in(manager.post(MAKE, {**base, "module": "listening", "kind": "pdf"}))
    assert len(one) == 3
    backs = manager.post(MAKE, {**base, "module": "", "kind": "pdf", "backs": "y"})
    assert len(certificates_in(backs)) == 7
    zipped = manager.post(MAKE, {**base, "module": "", "kind": "zip"})
    assert zipped.headers["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(zipped.response.get_data())) as archive:
        assert len(archive.namelist()) == 3
        alone = archive.read("llyr_sian_child-a_2026-11-23.pdf")
    assert check_pdf(alone, seal).signature is Signature.OURS
    assert manager.get(f"/certificates/{numbers[0]}.pdf").response.get_data() == alone


def test_nothing_to_print_is_said_and_the_choices_are_kept(
    app: Flask, people: dict[str, int], manager: Visitor, numbers: list[str]
) -> None:
    before = snapshot(app)
    form = {"person": [people["manager"]], "module": "listening", "kind": "zip", "step": "make"}
    page = manager.post(MAKE, form)
    assert page.status == 422
    assert page.errors == ["None of them holds a certificate like this"]
    assert page.fields()["module"] == ["listening"]
    assert page.fields()["kind"] == ["zip"]
    assert page.fields()["person"] == [str(people["manager"])]
    wrong = manager.post(MAKE, {**form, "kind": "exe", "module": "no-such"})
    assert wrong.status == 422
    assert len(wrong.errors) == 2
    nobody = manager.follow(manager.post(MAKE, {}))
    assert "Nobody was ticked" in nobody.words
    assert snapshot(app) == before


def test_nobody_elses_certificates_are_printed(
    people: dict[str, int], manager: Visitor, numbers: list[str], work: Work, clock: Clock
) -> None:
    day_before = day_of(clock.now)
    clock.forward(days=1)
    with work() as site:
        complete(site, "listening", people["outsider"])
        children = Membership(unit_id(site.session(), "children"), day_of(clock.now))
        move_person(site.session(), people["colleague"], children, clock.now)
    everyone = {"everyone": "1", "module": "", "kind": "pdf", "step": "make"}
    chosen = {**everyone, "everyone": "", "person": [people["outsider"], people["learner"]]}
    past = f"{MAKE}?on={day_before.isoformat()}"
    manager.become(people["manager"])
    for path, form in ((MAKE, everyone), (MAKE, chosen), (past, everyone)):
        _cover, *pages = certificates_in(manager.post(path, form))
        assert [format_number(n) in page for n, page in zip(numbers, pages, strict=False)] == [
            True, True,
        ]  # fmt: skip
    assert manager.post("/team/council/matrix/certificates", everyone).status == 404


def test_more_than_two_hundred_are_made_in_the_background(
    people: dict[str, int], manager: Visitor, numbers: list[str], work: Work, started: list[str]
) -> None:
    with work() as site:
        for one in range(200):
            new = NewPerson(f"p{one}@example.org", f"Person Number{one}", "east", begins_on=JOINED)
            add_person(site.session(), site.passwords, site.check_name, new, site.clock())
    form = {"everyone": "1", "module": "", "kind": "pdf", "step": "make"}
    led = manager.post(MAKE, form)
    assert led.status == 303
    assert started == ["one"]
    page = manager.read(led.location)
    assert page.heading == "Certificates: Health Visiting"
    assert "The file is about to be made." in page.words
    assert page.soup.select_one("#file[data-refresh]")
    assert manager.get(f"{led.location}/file").status == 404
    with work() as site:
        make_waiting(site)
    page = manager.read(led.location)
    assert "The file is ready: 3 certificates" in page.words
    assert "It is kept until 30 November 2026." in page.words
    assert not page.soup.select_one("#file[data-refresh]")
    assert len(certificates_in(manager.get(f"{led.location}/file"))) == 4
    assert "Ready: 3 certificates, kept until 30 November 2026" in manager.read("/prints").words


def test_a_download_goes_on_where_it_stopped(
    people: dict[str, int], manager: Visitor, numbers: list[str], work: Work
) -> None:
    asked = ask(work, people, ["learner"])
    with work() as site:
        make_waiting(site)
    whole = manager.get(f"/prints/{asked}/file")
    data, tag = whole.response.get_data(), whole.headers["ETag"]
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Content-Length"] == str(len(data))
    rest = manager.get(f"/prints/{asked}/file", headers={"Range": "bytes=1000-", "If-Range": tag})
    assert rest.status == 206
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(data) - 1}/{len(data)}"
    assert data[:1000] + rest.response.get_data() == data
    stale = {"Range": "bytes=1000-", "If-Range": '"another"'}
    assert manager.get(f"/prints/{asked}/file", headers=stale).status == 200
    past = manager.get(f"/prints/{asked}/file", headers={"Range": "bytes=99999999-"})
    assert past.status == 416


def test_a_page_says_how_far_a_file_is_and_starts_what_stopped(
    people: dict[str, int], manager: Visitor, work: Work, started: list[str], clock: Clock
) -> None:
    asked = ask(work, people, ["learner"])
    with work() as site:
        taken = claim(site.session(), clock.now)
        assert taken
        beat(site.session(), taken, 1200, 5000, clock.now)
    page = manager.read(f"/prints/{asked}")
    bar = page.soup.select_one("progress")
    assert bar
    assert (bar["value"], bar["max"]) == ("1200", "5000")
    assert "1200 of 5000 certificates are in the file" in page.words
    assert started == []
    clock.now += SILENCE
    manager.read(f"/prints/{asked}")
    assert started == ["one"]


def test_what_became_of_a_file_is_said(
    people: dict[str, int], manager: Visitor, work: Work, clock: Clock
) -> None:
    for state, words in (
        ("nothing", "None of them holds a certificate like this"),
        ("too_many", "They hold 20000 certificates, and a file holds up to 10000."),
        ("failed", "The file could not be made. Try again"),
    ):
        asked = ask(work, people, ["learner"])
        with work() as site:
            row = site.session().get_one(PrintJob, asked)
            settle(site.session(), row, state, 20_000, None, clock.now)
        page = manager.read(f"/prints/{asked}")
        assert words in page.words
        assert manager.get(f"/prints/{asked}/file").status == 404
    clock.forward(days=8)
    gone = manager.become(people["manager"]).read(f"/prints/{asked}")
    assert "Files are kept for 7 days, and this one is gone" in gone.words


def test_a_file_is_not_found_by_anyone_else_nor_once_the_appointment_is_over(
    app: Flask, people: dict[str, int], manager: Visitor, numbers: list[str], work: Work
) -> None:
    asked = ask(work, people, ["learner"])
    with work() as site:
        make_waiting(site)
    for name in ("lead", "administrator", "neighbour", "learner"):
        other = Visitor(app).become(people[name])
        assert other.get(f"/prints/{asked}").status == 404
        assert other.get(f"/prints/{asked}/file").status == 404
    assert manager.get(f"/prints/{asked}/file").status == 200
    with work() as site:
        held = site.session().scalars(select(Appointment).filter_by(person_id=people["manager"]))
        held.one().ends_on = day_of(site.clock()) - timedelta(days=1)
    assert manager.get(f"/prints/{asked}/file").status == 404


def test_whoever_asked_is_sent_a_link(
    people: dict[str, int], numbers: list[str], work: Work
) -> None:
    asked = ask(work, people, ["learner"])
    with work() as site:
        make_waiting(site)
        outbox.gather(site.session(), day_of(site.clock()), site.clock())
    box = Letterbox()
    send(work, box)
    said = texts_of(box)["manager"]
    assert "It holds 2 certificates and is kept until 30 November 2026." in said
    assert f"https://learning.example.org/prints/{asked}" in said
    assert "Llŷr" not in said


def test_a_lasting_address_prints_everyone_of_a_unit(
    app: Flask, people: dict[str, int], manager: Visitor, numbers: list[str]
) -> None:
    before = snapshot(app)
    cover, *pages = certificates_in(manager.get("/team/visiting/certificates.pdf"))
    assert "Health Visiting, as at 23 November 2026" in cover
    for words, number in zip(pages, numbers, strict=True):
        assert format_number(number) in words
    assert len(certificates_in(manager.get("/team/certificates.pdf?name=beata"))) == 2
    nobody = manager.follow(manager.get("/team/visiting/certificates.pdf?name=marek"))
    assert "Tick people, or everyone, and choose to print their certificates" in nobody.words
    assert manager.get("/team/council/certificates.pdf").status == 404
    assert manager.get("/team/certificates.pdf?on=yesterday").status == 404
    assert snapshot(app) == before
