"""The end of a programme.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programme_version") as batch_op:
        batch_op.add_column(
            sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("reason", sa.String(length=500), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_programme_version_ended_for_a_reason"), "ended = (reason IS NOT NULL)"
        )
    with op.batch_alter_table("programme_version") as batch_op:
        batch_op.alter_column("ended", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("programme_version") as batch_op:
        batch_op.drop_constraint(op.f("ck_programme_version_ended_for_a_reason"), type_="check")
        batch_op.drop_column("reason")
        batch_op.drop_column("ended")
