"""What nobody needs: a ticket in doubt since a disk went back, whose dish was taken off before, and the place
of a bill that corrects one of guests who have gone, once it is paid, also if a part of it is not."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded
HISTORIES = "SELECT COUNT(DISTINCT incarnation) - 1 FROM journal"
PARTED = "SELECT COUNT(DISTINCT kind) = 2 FROM journal WHERE kind IN ('bill.reversed', 'bill.split')"


def upgrade() -> None:
    """A store that has had several histories, or has corrected bills and split some, folds its facts anew at
    this start. Where facts are damaged, what is as it was stays so."""
    connection = op.get_bind()
    if not any(connection.execute(sa.text(one)).scalar_one() for one in (HISTORIES, PARTED)):
        return
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
