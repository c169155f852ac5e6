"""A record with a row in every table."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from elearn.db import ImportRun, JoiningLink, Person, Unit, db
from elearn.domain.access import Appointed, Role
from elearn.domain.adjustments import Adjustment, AdjustmentKind
from elearn.domain.days import day_of
from elearn.operations import outbox
from elearn.operations.accounts import begin_sign_in
from elearn.operations.adjustments import end, grant
from elearn.operations.audit import note
from elearn.operations.certificates import correct_name, withdraw_certificate
from elearn.operations.decisions import Subject, ask_extension, exempt, record_absence
from elearn.operations.designs import filed_design, save_design
from elearn.operations.printing import Wanted, ask_for
from elearn.operations.prior_learning import Evidence, claim_learning
from elearn.operations.reflections import write_entry
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.saved_views import keep_view
from elearn.operations.shares import share_record
from elearn.operations.standing_cache import list_to_do
from elearn.operations.support import Contact, keep_contact
from elearn.operations.transcripts import issue_transcript
from elearn.site import Site
from tests.conftest import Rows
from tests.partnership import begin, complete, found_partnership


@pytest.fixture
def history(app: Flask, rows: Rows) -> dict[str, int]:
    """Return the people of a partnership with a row in every table."""
    return rows.stored(app, a_row_in_every_table)


def a_row_in_every_table(site: Site) -> dict[str, int]:
    """Found the partnership, and let its people do one of everything."""
    people = found_partnership(site)
    session, now = site.session(), site.clock()
    root = session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
    number = complete(site, "child-a", people["learner"])
    correct_name(session, site.issuer, site.check_name, number, "Siân Llŷr-Jones", now)
    number = complete(site, "listening", people["learner"])
    withdraw_certificate(session, number, "Made in error", "A lead", day_of(now))
    complete(site, "the-programme", people["colleague"])
    begin(site, "listening", people["colleague"])
    begin_sign_in(session, people["learner"], now)
    write_entry(session, people["learner"], "I will ask", now, token=UUID(int=1))
    share_record(session, people["learner"], "A new employer", None, 30, now)
    extra = Adjustment(AdjustmentKind.TIME_PERCENT, 25, None, None, day_of(now), day_of(now))
    helper = people["manager"]
    granted = grant(session, site.catalogue, people["learner"], extra, "Dyslexia", helper, now)
    end(session, people["learner"], granted, "No longer needed", helper, now)
    keep_contact(session, {root}, root, Contact(name="Staff support", phone="01234 567892"))
    issue_transcript(session, site.issuer, people["learner"], now)
    design = filed_design(site.issuer.partnership)
    save_design(session, design, {"a" * 64: b"a picture"}, now, helper)
    outbox.tell(session, [outbox.welcome(people["learner"], day_of(now))], now)
    outbox.gather(session, day_of(now), now)
    keep_view(session, helper, "Who is late", None, {"standing": "overdue"}, now)
    modules = tuple(site.catalogue.modules)
    wanted = Wanted("x", None, (helper,), modules, day_of(now), False, "pdf", False)
    ask_for(session, [Appointed(Role.LEAD, root)], wanted, now, helper)
    session.get_one(Person, people["outsider"]).person_ref = "E1001"
    note(session, "moved", now, people["administrator"], about=people["learner"])
    session.add(
        ImportRun(
            kind="people",
            file_name="people.csv",
            full=False,
            counts={},
            by_id=helper,
            uploaded_at=now,
        )
    )
    session.add(
        JoiningLink(
            unit_id=root,
            token_hash="0" * 64,
            most_uses=1,
            uses=0,
            last_day=day_of(now),
            made_by_id=helper,
            made_at=now,
        )
    )
    session.flush()
    decide(site, people)
    for table in db.metadata.sorted_tables:
        if session.execute(select(table)).first() is None:
            session.execute(table.insert().values(made_up(session, table, now)))
    return people


def decide(site: Site, people: dict[str, int]) -> None:
    """Set a requirement, and decide something of each kind for the learner."""
    session, now, today = site.session(), site.clock(), day_of(site.clock())
    root = session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
    asked = RequirementDraft("Induction", "induction", date(2026, 1, 1), (root,), due_days=400)
    by = people["administrator"]
    key = save_requirement(session, site.catalogue, {root}, asked, None, by, now)
    person = Subject(people["learner"], "Siân Llŷr", 1)
    exempt(session, person, key, (today, today + timedelta(days=9)), "Seconded", by, now)
    record_absence(session, person, (today, None), "Long-term leave", by, now)
    wanted = date(2027, 6, 1)
    ask_extension(session, people["facilitator"], key, wanted, "Night shifts", now)
    evidence = Evidence("0" * 64, "application/pdf", "certificate.pdf")
    claim_learning(session, site.catalogue, people["facilitator"], "child-a", today,
                   "Another partnership", evidence, now)  # fmt: skip
    list_to_do(session, [by], key)


def made_up(session: Session, table: Table, now: datetime) -> dict[str, Any]:
    """Return a row for a table that nothing above fills; it points at rows that are there."""
    plain = {datetime: now, date: now.date(), str: "x", int: 1, bool: False}
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            pointed = next(iter(column.foreign_keys)).column
            row[column.name] = session.scalar(select(pointed).limit(1))
        elif len(table.primary_key) > 1 or not (column.primary_key or column.nullable):
            stored = getattr(column.type, "impl_instance", column.type)
            row[column.name] = plain[stored.python_type]
    return row
