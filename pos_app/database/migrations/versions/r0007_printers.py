"""Printers apart from stations: which printer a job is for and what stands on it; printers that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Jobs of release 0.1.0 were for their station's own printer, in one sheet with all on it."""
    for name in ("printer", "meant_for", "asked_by", "reason"):
        op.add_column("print_jobs", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name, value in (("sheet", "1"), ("sheets", "1"), ("asked_at", "0")):
        op.add_column("print_jobs", sa.Column(name, sa.Integer(), nullable=False, server_default=value))
    op.add_column("print_jobs", sa.Column("lines", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "paused_printers",
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("printer"),
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
