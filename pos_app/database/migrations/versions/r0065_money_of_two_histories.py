"""Money and pieces of dishes of two histories: where they stand when the other one paid the whole bill."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded
ROWS_CHANGE = {"bill.split", "lines.moved", "payment.moved"}
CONCERNED = {"payment.received", "bill.settled"}
COLUMNS = (
    ("payments", "taken_on", sa.Text(), ""),
    ("payments", "taken_for", sa.Text(), ""),
    ("order_lines", "divided_from", sa.Text(), ""),
    ("bills", "split_from", sa.Text(), ""),
    ("bills", "idle", sa.Integer(), "0"),
)


def upgrade() -> None:
    """A store that split bills or moved dishes or money, or of two histories that took any, folds its facts
    anew at this start."""
    for table, column, of, empty in COLUMNS:
        op.add_column(table, sa.Column(column, of, nullable=False, server_default=empty))
    connection = op.get_bind()
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    histories = connection.execute(sa.text("SELECT COUNT(*) FROM incarnations")).scalar_one()
    if kinds.isdisjoint(ROWS_CHANGE) and (histories < 2 or kinds.isdisjoint(CONCERNED)):
        return
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
