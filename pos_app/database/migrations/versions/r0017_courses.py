"""Dishes that wait for the word, and what the kitchen was told about them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No dish was held and none was hurried before."""
    op.add_column("order_lines", sa.Column("started_at", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("order_lines", sa.Column("calls", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "calls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
