"""Free reflections saved as they are written: the token of the form that began each.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reflection", sa.Column("token", sa.Uuid(), nullable=True))
    op.create_index(
        "uq_reflection_person_id_token", "reflection", ["person_id", "token"], unique=True
    )


def downgrade() -> None:
    op.drop_index("uq_reflection_person_id_token", table_name="reflection")
    op.drop_column("reflection", "token")
