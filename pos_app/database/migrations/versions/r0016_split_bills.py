"""Bills that were split from one another, and put together."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No bill was split before."""
    for name in ("root", "into"):
        op.add_column("bills", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("bills", sa.Column("guests", sa.Integer(), nullable=False, server_default="-1"))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
