"""Reversed bills stand the same whichever of two histories is heard first."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded


def upgrade() -> None:
    """A store that has reversed a bill folds its facts anew at this start."""
    connection = op.get_bind()
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    if "bill.reversed" not in kinds:
        return
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
