"""Debts on account, and what was paid of them."""

import sqlalchemy as sa
from alembic import op

revision = "0021a"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody owed by name before."""
    for table in ("payments", "refunds"):
        op.add_column(table, sa.Column("account", sa.Text(), nullable=False, server_default=""))
        op.create_index(f"{table}_by_account", table, ["account"], unique=False)
    op.create_table(
        "debt_payments",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("account", "tender")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("amount", "tendered", "change", "at")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "date", "shift")),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("account", "date", "shift"):
        op.create_index(f"debt_payments_by_{name}", "debt_payments", [name], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
