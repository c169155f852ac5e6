"""Transcripts by HTTP: made by their owner, the same file for ever, checked by anyone."""

import csv
import io
import re
from dataclasses import replace

import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select

from elearn.db import Completion
from elearn.domain.certification import format_number
from elearn.domain.partnership import Partnership
from elearn.operations.accounts import change_name
from elearn.operations.certificates import withdraw_certificate
from tests.conftest import Clock, Work
from tests.documents.samples import picture, texts
from tests.journey import Visitor
from tests.partnership import complete
from tests.web.test_verify_files import check, heading
from tests.web.test_verify_files import signing as signing

ISSUED = re.compile(r"/record/transcripts/(\w{13})\.pdf")


@pytest.fixture
def certificate(work: Work, people: dict[str, int]) -> str:
    """Return the number of the learner's certificate."""
    with work() as site:
        return complete(site, "child-a", people["learner"])


def make(learner: Visitor) -> str:
    """Make a transcript by its button; return its number."""
    page = learner.read("/record")
    assert "Make a transcript" in page.words
    page = learner.follow(learner.post("/record/transcripts"))
    found = ISSUED.search(page.response.text)
    assert found, page.words
    assert f"Your transcript has the number {format_number(found[1])}" in page.words
    return found[1]


def test_a_transcript_is_made_and_anyone_can_check_it(
    learner: Visitor, visitor: Visitor, certificate: str
) -> None:
    number = make(learner)
    assert "Make a transcript" not in learner.read("/record").words
    file = learner.get("/record.pdf").response.data
    [code] = zxingcpp.read_barcodes(picture(file, 3))
    assert code.text == f"https://learning.example.org/verify/{number}"
    page = visitor.read(f"/verify/{number}")
    assert heading(page) == "This transcript is genuine"
    for said in (
        "Siân Llŷr", "Northdale NHS Trust", "Completions 1 ", "Learning time 45 minutes",
        "Issued on 23 November 2026", "Child A", format_number(certificate),
    ):  # fmt: skip
        assert said in page.words
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert visitor.get("/verify", query_string={"number": number}).location == f"/verify/{number}"


def test_the_same_file_is_given_out_a_year_later_whatever_has_changed(
    app: Flask, work: Work, people: dict[str, int], learner: Visitor, certificate: str,
    clock: Clock, signing: object,
) -> None:  # fmt: skip
    number = make(learner)
    before = learner.get("/record.pdf").response.data
    clock.forward(days=365)
    with work() as site:
        change_name(site.session(), site.check_name, people["learner"], "Another Name")
        renamed = Partnership("Another partnership", "Another", "Chair")
        issuer = replace(site.issuer, partnership=renamed, public_url="https://other.example")
        replace(site, issuer=issuer).install(app)
    learner.become(people["learner"])
    assert learner.get(f"/record/transcripts/{number}.pdf").response.data == before
    assert learner.get("/record.pdf").response.data != before
    page = check(learner, before)
    assert heading(page) == "This file is as we issued it"
    assert "Signature: valid, by Northdale, dated 23 November 2026." in page.words
    assert "State of the transcript: The latest" in page.words
    spoilt = bytearray(before)
    spoilt[100] ^= 1
    assert heading(check(learner, bytes(spoilt))) == "This file has been changed"


def test_what_has_changed_since_is_told(
    work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor, certificate: str,
    clock: Clock,
) -> None:  # fmt: skip
    number = make(learner)
    with work() as site:
        complete(site, "listening", people["learner"])
        withdraw_certificate(site.session(), certificate, "In error", "A lead", clock().date())
    page = visitor.read(f"/verify/{number}")
    assert heading(page) == "This transcript is genuine, but is not the latest"
    assert "More has been completed since." in page.words
    assert f"{format_number(certificate)} Withdrawn" in page.words
    assert "Listening" not in page.words
    clock.forward(days=1)
    learner.become(people["learner"])
    assert "Your record has changed since you last made one." in learner.read("/record").words
    later = make(learner)
    assert (
        "A later transcript exists, issued on 24 November"
        in visitor.read(f"/verify/{number}").words
    )
    assert later not in visitor.read(f"/verify/{number}").response.text
    assert heading(visitor.read(f"/verify/{later}")) == "This transcript is genuine"


def test_until_one_is_made_the_record_is_a_copy_without_a_number(
    learner: Visitor, certificate: str
) -> None:
    [page] = texts(learner.get("/record.pdf").response.data)
    assert "Not issued: this copy has no number of its own." in page
    data = learner.get("/record.json").response.json
    assert data is not None
    assert data["transcript"] is None
    number = make(learner)
    assert format_number(number) in texts(learner.get("/record.pdf").response.data)[0]


def test_spreadsheet_and_data_say_the_same_cell_by_cell(
    app: Flask, work: Work, people: dict[str, int], learner: Visitor, certificate: str
) -> None:
    with work() as site:
        complete(site, "listening", people["learner"])
        shows = replace(site.issuer.partnership, transcript_scores=True)
        replace(site, issuer=replace(site.issuer, partnership=shows)).install(app)
    number = make(learner)
    data = learner.get("/record.json").response.json
    assert data is not None
    assert data["transcript"] == number
    sheet = learner.get("/record.csv").response.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    cells = [{k: "" if v is None else str(v) for k, v in c.items()} for c in data["completions"]]
    assert rows == cells
    assert [row["score_percent"] for row in rows] == ["100", "100"]
    paper = " ".join(texts(learner.get("/record.pdf").response.data))
    for row in rows:
        assert row["title"] in paper
        assert f"{row['score_percent']}% {row['minutes']} {row['participatory_minutes']} " in paper
    assert data["totals"][-1] == {
        "period": "All", "completions": 2, "minutes": data["minutes"],
        "participatory_minutes": data["participatory_minutes"],
    }  # fmt: skip


def test_a_group_review_is_stated_with_its_time_with_others(
    work: Work, people: dict[str, int], learner: Visitor, visitor: Visitor, certificate: str
) -> None:
    with work() as site:
        session = site.session()
        alone = session.scalars(select(Completion)).one()
        kept = {c.key: getattr(alone, c.key) for c in Completion.__table__.columns if c.key != "id"}
        reviewed = {"method": "group_review", "quiz_hash": None, "attempt_id": None, "cycle": 2}
        session.add(Completion(**kept | reviewed | {"minutes": 90, "participatory_minutes": 75}))
    number = make(learner)
    page = visitor.read(f"/verify/{number}")
    assert (
        "Group review 1 hour 30 minutes 1 hour 15 minutes with others None in force" in page.words
    )
    assert "Of that with others 1 hour 15 minutes" in page.words
    paper = " ".join(texts(learner.get("/record.pdf").response.data))
    assert "Group review 23 November 2026 22 November 2029 90 75 None in force" in paper
    assert "2026 2 2 hours 15 minutes 1 hour 15 minutes" in paper


def test_nobody_else_gets_the_file_and_nothing_is_made_of_nothing(
    app: Flask, people: dict[str, int], learner: Visitor, certificate: str
) -> None:
    number = make(learner)
    other = Visitor(app).become(people["manager"])
    assert other.get(f"/record/transcripts/{number}.pdf").status == 404
    assert "You can make one when you have completed a module." in other.read("/record").words
    page = other.follow(other.post("/record/transcripts"))
    assert "There is nothing to make a transcript of yet" in page.words
