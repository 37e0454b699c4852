"""Orders at the counter have a number and no table."""

import sqlalchemy as sa
from alembic import op

revision = "0021b"
down_revision = "0021a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No order was taken without a table before."""
    for name in ("pickup", "to_go", "ready_at", "called_out_at"):
        op.add_column("openings", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
