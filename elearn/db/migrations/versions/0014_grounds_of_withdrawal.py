"""Grounds of withdrawal.

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("withdrawal") as batch_op:
        batch_op.add_column(
            sa.Column("ground", sa.String(length=20), nullable=False, server_default="other")
        )
        batch_op.create_check_constraint(
            op.f("ck_withdrawal_ground"), "ground IN ('error', 'facts', 'rules', 'other')"
        )
    with op.batch_alter_table("withdrawal") as batch_op:
        batch_op.alter_column("ground", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("withdrawal") as batch_op:
        batch_op.drop_constraint(op.f("ck_withdrawal_ground"), type_="check")
        batch_op.drop_column("ground")
