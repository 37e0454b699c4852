"""Parties that wait for a table, with their numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021f"
branch_labels = None
depends_on = None

COLUMNS = ("id", "day", "group", "number", "guests", "state", "at", "by", "ahead", "place", "code", "calls")
MORE = ("called_at", "passes", "ended_at", "opening")
NUMBERS = {"number", "guests", "at", "ahead", "place", "calls", "called_at", "passes", "ended_at"}


def upgrade() -> None:
    """There were none before."""
    op.create_table(
        "queue_numbers",
        *(
            sa.Column(
                name,
                sa.Integer() if name in NUMBERS else sa.Text(),
                primary_key=name == "id",
                nullable=False,
            )
            for name in (*COLUMNS, *MORE)
        ),
    )
    op.create_index("queue_numbers_by_day", "queue_numbers", ["day"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
