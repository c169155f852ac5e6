"""Every invariant that the schema names refuses a row that breaks it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint, func, insert, select
from sqlalchemy.exc import IntegrityError

from elearn.db import Certificate, db
from tests.conftest import START

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)

NEWEST = select(func.max(Certificate.id)).scalar_subquery()  # which nothing supersedes

# For each check, a stored row changed so that it breaks that check and nothing else.
BAD: dict[str, dict[str, Any]] = {
    "ck_archived_text_what": {"content_hash": "0" * 64, "what": "page"},
    "ck_unit_kind": {"code": "new", "kind": "office", "parent_id": 1},
    "ck_unit_root_is_partnership": {"code": "new", "kind": "agency", "parent_id": None},
    "ck_unit_not_its_own_parent": {"id": 9999, "code": "new", "kind": "team", "parent_id": 9999},
    "ck_person_email_lower_case": {"email": "Upper@example.org"},
    "ck_person_merged": {"email": "x@example.org", "active": True, "merged_into_id": 1},
    "ck_membership_ends_after_start": {
        "begins_on": date(2020, 1, 2),
        "ends_on": date(2020, 1, 2),
    },
    "ck_appointment_role": {"role": "head", "begins_on": date(2020, 1, 1)},
    "ck_appointment_ends_after_start": {
        "begins_on": date(2020, 1, 2),
        "ends_on": date(2020, 1, 1),
    },
    "ck_import_run_kind": {"kind": "quizzes"},
    "ck_kept_picture_digest_is_whole": {"digest": "short"},
    "ck_joining_link_token_hash_is_a_digest": {"token_hash": "short"},
    "ck_joining_link_uses": {"token_hash": "1" * 64, "uses": 2, "most_uses": 1},
    "ck_attempt_result_when_submitted": {"id": uuid4(), "number": 9, "score_numerator": None},
    "ck_adjustment_kind": {"kind": "luck"},
    "ck_adjustment_amount_or_words": {"words": "And a reader"},
    "ck_adjustment_amount_above_nothing": {"amount": 0},
    "ck_adjustment_ends_after_start": {"until_on": date(2026, 11, 22)},
    "ck_completion_method": {"method": "luck"},
    "ck_completion_module_kind": {"module_kind": "course"},
    "ck_completion_cycle_from_one": {"cycle": 0},
    "ck_completion_minutes": {"participatory_minutes": 1000},
    "ck_completion_expires_after": {"expires_on": date(2026, 11, 23)},
    "ck_completion_quiz_version": {"quiz_hash": None},
    "ck_certificate_first_edition": {"number": "X", "edition": 2},
    "ck_level_version_minutes": {"sequence": 9, "participatory_minutes": 721},
    "ck_withdrawal_ground": {"certificate_id": NEWEST, "ground": "whim"},
    "ck_message_state": {"batch": "b", "state": "lost"},
    "ck_message_sent_has_a_time": {"batch": "b", "state": "sent", "sent_at": None},
    "ck_reflection_prompt_of_an_attempt": {"attempt_id": None},
    "ck_reflection_shared_with": {"prompt_id": "r9", "shared_with": "all", "shared_at": NOW},
    "ck_reflection_shared_at": {"prompt_id": "r9", "shared_with": "manager"},
    "ck_support_contact_can_be_reached": {"phone": None, "email": None, "url": None},
    "ck_correction_changes_something": {"attempts": 0},
    "ck_remark_denominator": {"sequence": 9, "score_denominator": 0},
    "ck_record_share_token_hash_is_a_digest": {"token_hash": "short"},
    "ck_programme_version_rule": {"sequence": 9, "rule": "some"},
    "ck_programme_version_number": {"sequence": 9, "rule": "any", "number": None},
    "ck_programme_version_ended_for_a_reason": {"sequence": 9, "ended": True},
    "ck_requirement_version_due": {"sequence": 9, "due_on": None, "due_days": None},
    "ck_requirement_version_days": {"sequence": 9, "grace_days": -1},
    "ck_requirement_version_validity": {"sequence": 9, "validity_months": 0},
    "ck_requirement_version_expiry_rule": {"sequence": 9, "expiry_rule": "never"},
    "ck_requirement_version_fixed_date": {
        "sequence": 9,
        "expiry_rule": "fixed_date",
        "fixed_month": 13,
        "fixed_day": 1,
    },
    "ck_exemption_ends_after": {"ends_on": date(2026, 11, 23)},
    "ck_absence_ends_after": {"ends_on": date(2026, 11, 23)},
    "ck_extension_request_decision": {"decision": "maybe", "decided_on": date(2026, 11, 23)},
    "ck_extension_request_decided": {"decision": "refused"},
    "ck_extension_request_granted_until": {
        "decision": "granted",
        "decided_on": date(2026, 11, 23),
    },
    "ck_prior_learning_decision": {"decision": "maybe", "decided_at": START},
    "ck_prior_learning_decided": {"decision": "refused"},
    "ck_prior_learning_evidence_type": {"evidence_type": "text/html"},
    "ck_print_job_state": {"state": "lost"},
    "ck_print_job_form": {"form": "doc"},
    "ck_print_job_beats_while_made": {"beat_at": NOW},
    "ck_print_job_ready": {"state": "ready"},
    "ck_saved_view_rhythm": {"name": "y", "rhythm": "daily", "on_day": 1, "sent_since": NOW.date()},
    "ck_saved_view_schedule": {"name": "y", "rhythm": "weekly", "on_day": 1},
    "ck_saved_view_on_day": {
        "name": "y",
        "rhythm": "weekly",
        "on_day": 8,
        "sent_since": date(2026, 11, 23),
    },
    "ck_standing_span_standing": {
        "begins_on": date(2036, 1, 1),
        "ends_on": date(2036, 1, 2),
        "standing": "late",
    },
    "ck_standing_span_ends_after": {"begins_on": date(2036, 1, 1), "ends_on": date(2036, 1, 1)},
    "ck_standing_count_standing": {"standing": "late"},
    "ck_standing_day_one": {"id": 2},
    "ck_marking_denominators": {"sequence": 2, "earned_denominator": 0},
}
AGAIN: dict[str, dict[str, Any]] = {
    "uq_message_person_id_batch": {},
    "uq_notice_kind_subject_person_id": {},
    "uq_programme_slug": {},
    "uq_programme_version_programme_id_sequence": {},
    "uq_level_version_level_id_sequence": {},
    "uq_requirement_code": {},
    "uq_requirement_version_requirement_id_sequence": {},
    "uq_saved_view_person_id_name": {},
    "uq_unit_code": {},
    "uq_unit_one_partnership": {"code": "another"},
    "uq_person_email": {},
    "uq_reflection_attempt_id_prompt_id": {},
    "uq_reflection_person_id_token": {},
    "uq_record_share_token_hash": {},
    "uq_person_person_ref": {"email": "x@example.org"},
    "uq_membership_person_id_begins_on": {"ends_on": date(2030, 1, 1)},
    "uq_membership_one_open": {"begins_on": date(2020, 1, 1)},
    "uq_joining_link_token_hash": {},
    "uq_appointment_person_id_unit_id_role_begins_on": {},
    "uq_attempt_person_id_module_number": {"id": uuid4()},
    "uq_attempt_one_open": {"id": uuid4(), "number": 9},
    "uq_completion_person_id_module_cycle": {"attempt_id": None},
    "uq_completion_attempt_id": {"cycle": 2},
    "uq_certificate_number": {"edition": 9, "supersedes_id": NEWEST},
    "uq_certificate_completion_id_edition": {"number": "X"},
    "uq_certificate_supersedes_id": {"number": "X", "edition": 9},
    "uq_transcript_number": {},
}


def table_of(name: str) -> Any:
    """Return the table that has the constraint of this name."""
    for table in db.metadata.tables.values():
        names = [rule.name for rule in table.constraints]
        if name in [*names, *(index.name for index in table.indexes)]:
            return table
    raise AssertionError(name)


def like(name: str) -> ColumnElement[bool] | None:
    """Return which stored row to start from, where any will not do."""
    columns = table_of(name).c
    conditions = {
        "uq_reflection_person_id_token": lambda: columns.token.is_not(None),
        "uq_unit_one_partnership": lambda: columns.kind == "partnership",
        "uq_attempt_one_open": lambda: columns.submitted_at.is_(None),
        "ck_attempt_result_when_submitted": lambda: columns.submitted_at.is_not(None),
        "uq_attempt_person_id_module_number": lambda: columns.submitted_at.is_not(None),
        "uq_certificate_supersedes_id": lambda: columns.supersedes_id.is_not(None),
        "uq_person_person_ref": lambda: columns.person_ref.is_not(None),
        "uq_unit_code": lambda: columns.kind == "team",
        "ck_completion_method": lambda: columns.method == "reading",
        "ck_certificate_first_edition": lambda: columns.supersedes_id.is_(None),
    }
    if name not in conditions and table_of(name).name == "completion":
        return columns.method == "quiz"  # type: ignore[no-any-return]
    return conditions[name]() if name in conditions else None


def copy_with(app: Flask, name: str, changes: dict[str, Any]) -> None:
    """Store a copy of a row with changes, under a key of its own."""
    table = table_of(name)
    with app.app_context(), db.engine.begin() as connection:
        query, which = select(table), like(name)
        row = connection.execute(query if which is None else query.where(which)).mappings().first()
        assert row is not None
        values = {key: value for key, value in row.items() if key != "id"} | changes
        connection.execute(insert(table).values(values))


@pytest.mark.parametrize("name", BAD)
def test_a_row_that_breaks_a_check_is_refused(
    app: Flask, history: dict[str, int], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name):
        copy_with(app, name, BAD[name])


@pytest.mark.parametrize("name", AGAIN)
def test_what_is_unique_cannot_stand_twice(
    app: Flask, history: dict[str, int], name: str, kind: str
) -> None:
    with pytest.raises(IntegrityError, match=name if kind == "postgresql" else "UNIQUE") as refused:
        copy_with(app, name, AGAIN[name])
    if kind == "sqlite":  # SQLite names the columns, not the constraint
        columns = str(refused.value.orig).removeprefix("UNIQUE constraint failed: ").split(", ")
        assert {c.replace(".", "_") for c in columns} == named_columns(name)


def named_columns(name: str) -> set[str]:
    table = table_of(name)
    for rule in [*table.constraints, *table.indexes]:
        if rule.name == name:
            return {f"{table.name}_{column.name}" for column in rule.columns}
    raise AssertionError(name)


def test_every_check_of_the_models_has_its_bad_row() -> None:
    rules = [rule for table in db.metadata.tables.values() for rule in table.constraints]
    assert {str(r.name) for r in rules if isinstance(r, CheckConstraint)} == set(BAD)
    unique = {str(r.name) for r in rules if isinstance(r, UniqueConstraint)}
    indexes = (index for table in db.metadata.tables.values() for index in table.indexes)
    assert unique | {str(index.name) for index in indexes if index.unique} == set(AGAIN)


def test_a_row_that_points_nowhere_is_refused(app: Flask, history: dict[str, int]) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        copy_with(app, "ck_appointment_role", {"person_id": 999_999})


def test_what_is_pointed_at_cannot_be_deleted(app: Flask, history: dict[str, int]) -> None:
    person = db.metadata.tables["person"]
    with (
        pytest.raises(IntegrityError, match=r"(?i)foreign key"),
        app.app_context(),
        db.engine.begin() as connection,
    ):
        connection.execute(person.delete())
