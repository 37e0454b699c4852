"""A guest may send a picture with what is said of a meal, and have it all gone again."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has sent one before, nor taken anything back."""
    op.add_column("feedback", sa.Column("picture", sa.Text(), nullable=False, server_default=""))
    op.add_column("feedback", sa.Column("gone_at", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
