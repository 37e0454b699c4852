"""Refunds, by the payment that they give back of."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was given back in release 0.1.0."""
    texts = ("act", "payment", "opening", "bill", "tender")
    op.create_table(
        "refunds",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "date", "shift")),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("bill", "date", "shift"):
        op.create_index(f"refunds_by_{name}", "refunds", [name], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
