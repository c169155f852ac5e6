"""Reflections in a learning log: with an id of their own, written freely, and shared.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEPT = "attempt_id, prompt_id, person_id, text, covered, saved_at"


def foreign_keys() -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_reflection_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reflection_person_id_person")
        ),
    )


def upgrade() -> None:
    put_aside()
    op.create_table(
        "reflection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("prompt_id", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("covered", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_with", sa.String(length=20), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(attempt_id IS NULL) = (prompt_id IS NULL)",
            name=op.f("ck_reflection_prompt_of_an_attempt"),
        ),
        sa.CheckConstraint(
            "shared_with IN ('facilitator', 'manager')", name=op.f("ck_reflection_shared_with")
        ),
        sa.CheckConstraint(
            "(shared_with IS NULL) = (shared_at IS NULL)", name=op.f("ck_reflection_shared_at")
        ),
        *foreign_keys(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint(
            "attempt_id", "prompt_id", name=op.f("uq_reflection_attempt_id_prompt_id")
        ),
    )
    take_back("")


def downgrade() -> None:
    """What was written freely has no place before: it is lost."""
    put_aside()
    op.create_table(
        "reflection",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("prompt_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("covered", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        *foreign_keys(),
        sa.PrimaryKeyConstraint("attempt_id", "prompt_id", name=op.f("pk_reflection")),
    )
    take_back(" WHERE attempt_id IS NOT NULL")


def put_aside() -> None:
    op.drop_index("ix_reflection_person_id", table_name="reflection")
    if op.get_bind().dialect.name == "postgresql":  # where names of keys are the schema's
        op.execute("ALTER TABLE reflection RENAME CONSTRAINT pk_reflection TO pk_before")
    op.rename_table("reflection", "reflection_before")


def take_back(which: str) -> None:
    op.execute(f"INSERT INTO reflection ({KEPT}) SELECT {KEPT} FROM reflection_before{which}")  # noqa: S608
    op.drop_table("reflection_before")
    op.create_index("ix_reflection_person_id", "reflection", ["person_id"])
