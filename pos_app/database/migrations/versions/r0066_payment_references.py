"""What a payment is found by elsewhere; no fact before had told any."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payments", sa.Column("reference", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
