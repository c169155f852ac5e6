"""The file for personnel systems, byte by byte, beside one that is written cell by cell."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from elearn.db import (
    Certificate,
    Completion,
    Membership,
    Person,
    QuizAttempt,
    Requirement,
    Unit,
    Withdrawal,
)
from elearn.domain.days import day_of
from elearn.operations import completion_rows
from elearn.operations.certificates import correct_name, withdraw_certificate
from elearn.operations.merging import merge_people, other_account
from elearn.operations.organisation import unit_id
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.standing_cache import refresh
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete

NAMES = (
    ("Zoë Ŵyn", None, None, None),
    ('=HYPERLINK("x")', "=1+1", 'Llŷr, "the 2nd"', "-7"),
    ("@Aaron\r\nSecond Line", None, None, "+44, 7"),
    ("李 小龙", "\tTab", "\rReturn", 'a "b"'),
    ("Single", None, "  =spaces", "plain"),
    ("Robert 'Bob' O’Neill", "Robert", None, "0042"),
)  # fmt: skip
TITLE = 'Induction, "all" of it'


def written(session: Session, induction: tuple[str, ...], day: date) -> bytes:
    """Return the file as the simplest program would write it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(completion_rows.HEADERS)
    listed = select(Person).where(Person.active).order_by(Person.sort_name, Person.id)
    for person in session.scalars(listed):
        for done in completed(session, person, day):
            writer.writerow(map(safe, cells(session, induction, person, done, day)))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def completed(session: Session, person: Person, day: date) -> Iterator[Completion]:
    own = or_(Person.id == person.id, Person.merged_into_id == person.id)
    yield from session.scalars(
        select(Completion)
        .join(Person, Person.id == Completion.person_id)
        .where(own, Completion.completed_on <= day)
        .order_by(Completion.completed_on, Completion.id)
    )


def cells(
    session: Session, induction: tuple[str, ...], person: Person, done: Completion, day: date
) -> list[object]:
    before, _, after = person.name.rpartition(" ")
    unit = agency = session.get_one(Unit, done.unit_id)
    while agency.kind != "agency" and agency.parent is not None:
        agency = agency.parent
    asked = done.module in induction
    code = session.scalars(select(Requirement.code)).one()
    state = "complete"
    if done.expires_on is not None and done.expires_on - timedelta(days=90) <= day:
        state = "expired" if done.expires_on <= day else "expiring"
    attempt = session.get(QuizAttempt, done.attempt_id) if done.attempt_id else None
    earned = attempt.score_numerator if attempt else None
    possible = attempt.score_denominator if attempt else None
    number = certificate(session, done)
    return [
        person.person_ref, person.last_name or after, person.first_name or before, person.email,
        agency.name if agency.kind == "agency" else "", unit.name, code if asked else "",
        TITLE if asked else "", done.module, done.module_version, state, done.completed_on,
        done.expires_on, earned * 100 // possible if earned is not None and possible else None,
        attempt.number if attempt else None, done.method, done.minutes,
        done.participatory_minutes, number,
        f"https://learning.example.org/verify/{number}" if number else None,
    ]  # fmt: skip


def certificate(session: Session, done: Completion) -> str | None:
    editions = session.scalars(
        select(Certificate).filter_by(completion_id=done.id).order_by(Certificate.edition)
    ).all()
    withdrawn = session.get(Withdrawal, editions[-1].id) if editions else None
    return editions[-1].number if editions and not withdrawn else None


def safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    runs = isinstance(cell, str) and (
        text.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r", "\n"))
    )
    return f"'{text}" if runs else text


def an_organisation(site: Site, people: dict[str, int], clock: Clock) -> None:
    """Let people with all kinds of names complete modules in all kinds of ways."""
    session = site.session()
    trust, root = (unit_id(session, code) for code in ("trust", "northdale"))
    by = people["administrator"]
    draft = RequirementDraft(TITLE, "induction", date(2025, 1, 1), (root,), due_days=28)
    save_requirement(session, site.catalogue, {root}, draft, None, by, site.clock())
    numbers = [complete(site, slug, people["learner"]) for slug in ("child-a", "listening")]
    complete(site, "the-programme", people["colleague"])
    clock.forward(days=1)
    complete(site, "child-a", people["colleague"])
    correct_name(session, site.issuer, site.check_name, numbers[0], "Siân Llŷr", site.clock())
    withdraw_certificate(session, numbers[1], "Not hers", "A lead", day_of(site.clock()))
    module_hash = session.scalars(select(Completion.module_hash)).first()
    for number in range(len(NAMES)):
        someone(site, number, (trust, root), module_hash)
    learner = people["learner"]
    other = other_account(session, frozenset({root}), learner, "colleague@example.org", by)
    merge_people(session, learner, other, clock.now, by)


def someone(site: Site, number: int, units: tuple[int, int], module_hash: str | None) -> None:
    """Add one of the people, with as many completions as their place in the list."""
    session, today, (name, first, last, ref) = site.session(), day_of(site.clock()), NAMES[number]
    person = Person(email=f"n{number}@example.org", name=name, first_name=first, last_name=last,
                    person_ref=ref, sort_name=name[::-1].casefold(),
                    unit_id=units[number % 2])  # fmt: skip
    session.add(person)
    session.flush()
    for cycle in range(number + 1):
        on = today - timedelta(days=137 * cycle + number)
        done = Completion(
            person_id=person.id, module=("child-a", "listening")[cycle % 2], cycle=cycle + 1,
            method="prior_learning", module_kind="case", module_title="A", minutes=cycle,
            module_version=f"1.{number}", module_hash=module_hash, completed_on=on,
            expires_on=on + timedelta(days=365) if cycle else None, participatory_minutes=0,
            unit_id=units[cycle % 2], recorded_at=site.clock(),
        )  # fmt: skip
        session.add(done)
    since = Membership(person_id=person.id, unit_id=person.unit_id, begins_on=date(2025, 1, 1),
                       recorded_at=site.clock())  # fmt: skip
    session.add(since)
    session.flush()
    refresh(session, [person.id], today)


@pytest.mark.parametrize("at_once", [completion_rows.AT_ONCE, 3])
def test_the_file_is_what_the_csv_writer_makes_of_every_cell(
    app: Flask, work: Work, people: dict[str, int], clock: Clock, at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whatever is put together from pieces, read some people at a time and in their order."""
    monkeypatch.setattr(completion_rows, "AT_ONCE", at_once)
    with work() as site:
        an_organisation(site, people, clock)
    answer = Visitor(app).become(people["administrator"]).get("/team/completions.csv")
    with work() as site:
        induction = site.catalogue.programmes["induction"].modules
        wanted = written(site.session(), induction, day_of(site.clock()))
    assert answer.response.data.decode() == wanted.decode()
    assert answer.response.headers["Content-Length"] == str(len(wanted))
    assert wanted.count(b"\r\n") > 20
