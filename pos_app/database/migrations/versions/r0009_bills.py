"""Bills with what is agreed about them, changes of mind, and what became of a line since it was ordered."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lines of release 0.1.0 are on their bills as they were ordered."""
    for name in ("voided", "given", "listed"):
        op.add_column("order_lines", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("order_lines", sa.Column("discount", sa.Text(), nullable=False, server_default="{}"))
    op.create_table(
        "bills",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("discount", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("free_as", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("times_shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("bills_by_opening", "bills", ["opening"], unique=False)
    op.create_table(
        "adjustments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("approved", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("prebilled", sa.Integer(), nullable=False),
        sa.Column("cooked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("adjustments_by_opening", "adjustments", ["opening"], unique=False)
    op.create_index("adjustments_by_date", "adjustments", ["date"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
