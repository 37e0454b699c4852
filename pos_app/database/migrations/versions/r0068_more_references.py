"""What money for debts, tips and deposits is found by elsewhere; no fact before had told any."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("debt_payments", "tips", "deposit_moves"):
        op.add_column(table, sa.Column("reference", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
