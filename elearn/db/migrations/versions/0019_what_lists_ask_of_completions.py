"""What lists of people ask of completions.

Revision: 0019, after 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = [
    "person_id", "completed_on", "id", "cycle", "module", "expires_on", "module_version", "unit_id",
    "method", "minutes", "participatory_minutes", "attempt_id",
]  # fmt: skip


def upgrade() -> None:
    op.create_index("ix_completion_of_a_person", "completion", COLUMNS)
    op.create_index(
        "ix_certificate_number_of_a_completion", "certificate", ["completion_id", "id", "number"]
    )


def downgrade() -> None:
    op.drop_index("ix_certificate_number_of_a_completion", "certificate")
    op.drop_index("ix_completion_of_a_person", "completion")
