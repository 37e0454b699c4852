"""Discounts that parts of a split bill share."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A split bill could not be discounted before."""
    op.add_column("bills", sa.Column("late", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("bills", sa.Column("shared", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
