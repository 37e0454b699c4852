"""Bookings and their deposits."""

import sqlalchemy as sa
from alembic import op

revision = "0021f"
down_revision = "0021e"
branch_labels = None
depends_on = None

BOOKINGS = ("id", "open", "state", "at", "guests", "tables", "sealed", "made_at", "by", "opening", "reason")
MOVES = ("id", "booking", "kind", "amount", "at", "by", "date", "tender", "shift", "reason")
NUMBERS = {"open", "at", "guests", "made_at", "amount"}
INDEXES = (
    ("bookings", "open"),
    ("deposit_moves", "booking"),
    ("deposit_moves", "date"),
    ("deposit_moves", "shift"),
)


def upgrade() -> None:
    """There were none before."""
    for table, names in (("bookings", BOOKINGS), ("deposit_moves", MOVES)):
        op.create_table(
            table,
            *(
                sa.Column(
                    name,
                    sa.Integer() if name in NUMBERS else sa.Text(),
                    primary_key=name == "id",
                    nullable=False,
                )
                for name in names
            ),
        )
    for table, name in INDEXES:
        op.create_index(f"{table}_by_{name}", table, [name])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
