"""From which counts an order took, and what of a line was said to go back to stock."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded
COUNTED = "SELECT COUNT(*) FROM counted_items"
HISTORIES = "SELECT COUNT(DISTINCT incarnation) - 1 FROM journal"


def upgrade() -> None:
    """A store that counts dishes, or has had several histories, folds its facts anew at this start. Where
    facts are damaged, what is as it was stays so."""
    op.add_column("orders", sa.Column("counts", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("order_lines", sa.Column("restocked", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    if not any(connection.execute(sa.text(one)).scalar_one() for one in (COUNTED, HISTORIES)):
        return
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
