"""When a held dish begins by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No fact of before says anything of it."""
    op.add_column("order_lines", sa.Column("start_at", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
