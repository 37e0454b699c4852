"""A ticket in doubt since a disk went back, whose dish was taken off before: nobody needs it."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded
HISTORIES = "SELECT COUNT(DISTINCT incarnation) - 1 FROM journal"


def upgrade() -> None:
    """A store that has had several histories folds its facts anew at this start. Where facts are damaged,
    what is as it was stays so."""
    connection = op.get_bind()
    if not connection.execute(sa.text(HISTORIES)).scalar_one():
        return
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
