"""What one history put on a bill that the other one paid stands on a further bill, to be paid."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0062"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded
CONCERNED = {"payment.received", "bill.settled", "opening.cleared", "openings.joined"}


def upgrade() -> None:
    """A store of two histories that took money folds its facts anew at this start."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT COUNT(*) FROM incarnations")).scalar_one() < 2:
        return
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    if kinds.isdisjoint(CONCERNED):
        return
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
