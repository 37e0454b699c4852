"""Shifts of the drawer, what is put in and taken out, closed days; each payment knows its shift."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payments", sa.Column("shift", sa.Text(), nullable=False, server_default=""))
    op.create_index("payments_by_shift", "payments", ["shift"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("count", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Integer(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_date", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("shifts_by_live", "shifts", ["live"], unique=False)
    op.create_index("shifts_by_closed_date", "shifts", ["closed_date"], unique=False)
    op.create_table(
        "cash_moves",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("cash_moves_by_shift", "cash_moves", ["shift"], unique=False)
    op.create_index("cash_moves_by_date", "cash_moves", ["date"], unique=False)
    op.create_table(
        "day_ends",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("z", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("day_ends_by_date", "day_ends", ["date"], unique=False)
    op.create_index("day_ends_by_z", "day_ends", ["z"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
