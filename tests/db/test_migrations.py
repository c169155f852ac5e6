"""The migrations make the very tables of the models, on both databases."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Inspector, Table, inspect, select

from elearn import create_app
from elearn.db import Appointment, Membership, db
from tests.conftest import settings_for

CONVENTION = {"pk": "pk_{table}", "fk": "fk_{table}_", "ck": "ck_{table}_", "uq": "uq_{table}_",
              "ix": "ix_{table}_"}  # fmt: skip


@pytest.fixture
def bare(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """Give an app on an empty database, without any table."""
    app = create_app(settings_for(new_database("migrations"), tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.close_connections()


def differences() -> list[object]:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, db.metadata))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_an_empty_database_is_upgraded_to_the_models_and_back(bare: Flask) -> None:
    upgrade()
    assert differences() == []
    assert tables() == set(db.metadata.tables)
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert differences() == []


BEFORE_MEMBERSHIPS = (
    "INSERT INTO unit (id, kind, code, name) VALUES (1, 'partnership', 'p', 'P')",
    "INSERT INTO person (id, email, name, sort_name, unit_id, service, active) VALUES"
    " (1, 'a@example.org', 'A', 'a', 1, 'police', true),"
    " (2, 'b@example.org', 'B', 'b', 1, NULL, false)",
    "INSERT INTO appointment (person_id, unit_id, role) VALUES (1, 1, 'manager')",
    "INSERT INTO archived_text VALUES ('h', 'module', 'm', '1.0', '', '2024-03-02 10:00:00+00')",
    "INSERT INTO completion (person_id, module, cycle, method, module_kind, module_title,"
    " module_version, module_hash, completed_on, minutes, participatory_minutes, unit_id,"
    " recorded_at) VALUES (1, 'm', 1, 'reading', 'case', 'M', '1.0', 'h', '2024-03-02', 10, 0, 1,"
    " '2024-03-02 10:00:00+00')",
)


def test_people_of_a_database_from_before_get_their_first_membership(bare: Flask) -> None:
    upgrade(revision="0005")
    with db.engine.begin() as connection:
        for statement in BEFORE_MEMBERSHIPS:
            connection.exec_driver_sql(statement)
    upgrade()
    with db.engine.connect() as connection:
        began = date(2024, 3, 2)
        query = select(Membership.person_id, Membership.service, Membership.begins_on)
        present = connection.execute(query.where(Membership.ends_on.is_(None))).all()
        assert present == [(1, "police", began)]
        gone = query.with_only_columns(Membership.person_id).where(Membership.ends_on.is_not(None))
        assert connection.scalars(gone).all() == [2]
        assert connection.scalars(select(Appointment.begins_on)).all() == [began]
    downgrade(revision="0005")
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM completion").scalar() == 1


def test_the_comparison_sees_a_difference(bare: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE unit ADD COLUMN stray INTEGER")
    assert len(differences()) == 1


def names_in(inspector: Inspector, table: str) -> set[str]:
    found: list[str | None] = [inspector.get_pk_constraint(table)["name"]]
    found += [fk["name"] for fk in inspector.get_foreign_keys(table)]
    found += [ck["name"] for ck in inspector.get_check_constraints(table)]
    found += [uq["name"] for uq in inspector.get_unique_constraints(table)]
    found += [ix["name"] for ix in inspector.get_indexes(table) if not _implied(dict(ix))]
    assert None not in found, (table, found)
    return {str(name) for name in found}


def _implied(index: dict[str, object]) -> bool:
    return bool(index.get("duplicates_constraint"))


def names_of(table: Table) -> set[str]:
    named = [str(constraint.name) for constraint in table.constraints]
    return {*named, *(str(index.name) for index in table.indexes)}


def test_the_database_has_every_constraint_and_index_of_the_models_by_name(bare: Flask) -> None:
    upgrade()
    inspector = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        assert names_in(inspector, table.name) == names_of(table), table.name


def test_every_constraint_is_named_by_the_convention() -> None:
    starts = "|".join(sorted(CONVENTION))
    for table in db.metadata.sorted_tables:
        for name in names_of(table):
            assert re.fullmatch(rf"({starts})_{table.name}(_[a-z0-9_]+)?", name), name
            assert len(name) <= 63, name  # PostgreSQL cuts longer ones off
