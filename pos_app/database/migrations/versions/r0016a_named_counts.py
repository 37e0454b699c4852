"""Counts of the sold-out list have names, and what was taken from each is known."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0016a"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counts of before have the names that the fold gives them."""
    op.create_table(
        "taken_of_counts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column("counted_items", sa.Column("count", sa.Text(), nullable=False, server_default=""))
    op.add_column("counted_items", sa.Column("counting", sa.Integer(), nullable=False, server_default="1"))
    connection = op.get_bind()
    facts = connection.execute(sa.text("SELECT raw FROM journal WHERE kind = 'stock.set' ORDER BY position"))
    stamps: dict[str, tuple[int, bool]] = {}
    for (raw,) in facts.all():
        fact = json.loads(raw)
        for item, left in fact["body"]["items"].items():
            before = stamps[item][0] + 1 if item in stamps else 0
            stamps[item] = max(fact["at"], before), left is not None
    ended = "INSERT INTO counted_items (item, left, count, counting) VALUES (:item, 0, :count, 0)"
    counted = "UPDATE counted_items SET count = :count WHERE item = :item"
    for item, (stamp, counting) in stamps.items():
        values = {"item": item, "count": f"{stamp:012x}".ljust(32, "0")}
        connection.execute(sa.text(counted if counting else ended), values)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
