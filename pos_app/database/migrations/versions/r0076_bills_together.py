"""How each history put a bill together with another one, whatever was paid since."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded
TOGETHER = "SELECT COUNT(*) FROM journal WHERE kind = 'bills.merged'"
HISTORIES = "SELECT COUNT(DISTINCT incarnation) - 1 FROM journal"


def upgrade() -> None:
    """A store that has put bills together, or has had several histories, folds its facts anew at this start:
    what only one of them took of an order waits for its money. Where facts are damaged, what is as it was
    stays so."""
    op.add_column("bills", sa.Column("merges", sa.Text(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    if not any(connection.execute(sa.text(one)).scalar_one() for one in (TOGETHER, HISTORIES)):
        return
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
