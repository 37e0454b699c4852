"""Where an order was placed while its table was joined to another."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Older facts do not tell it."""
    op.add_column("orders", sa.Column("placed_at", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
