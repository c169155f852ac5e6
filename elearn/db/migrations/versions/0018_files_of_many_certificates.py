"""Files of many certificates.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("unit_ids", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("modules", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("with_expired", sa.Boolean(), nullable=False),
        sa.Column("form", sa.String(length=3), nullable=False),
        sa.Column("blank_backs", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'making') = (beat_at IS NOT NULL)", name=op.f("ck_print_job_beats_while_made")
        ),
        sa.CheckConstraint("form IN ('pdf', 'zip')", name=op.f("ck_print_job_form")),
        sa.CheckConstraint(
            "state <> 'ready' OR (size > 0 AND ended_at IS NOT NULL)",
            name=op.f("ck_print_job_ready"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'making', 'ready', 'nothing', 'too_many', 'failed', 'gone')",
            name=op.f("ck_print_job_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_print_job_asked_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_index(op.f("ix_print_job_asked_by_id"), "print_job", ["asked_by_id"])
    op.create_index(op.f("ix_print_job_state"), "print_job", ["state"])


def downgrade() -> None:
    op.drop_table("print_job")
