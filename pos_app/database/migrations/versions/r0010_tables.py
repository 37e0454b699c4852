"""Tables that are joined, what has moved between tables, and tables that wait to be cleaned."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Openings of release 0.1.0 are each at one table of their own."""
    for name in ("into", "parted_from"):
        op.add_column("openings", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("order_lines", sa.Column("piece_of", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "uncleaned_tables",
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("table"),
    )
    op.create_table(
        "moves",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("moves_by_source", "moves", ["source"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
