"""Bills that are reversed, and those that correct them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No bill was reversed before."""
    for name in ("corrects", "corrected"):
        op.add_column("bills", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "reversals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("bill", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("to", "opening")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("amount", "carried", "at")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "date", "shift", "figures")),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("date", "shift"):
        op.create_index(f"reversals_by_{name}", "reversals", [name], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
