"""What each history told of an order that is paid first is kept: whichever is heard first, it is the same."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded
LISTS, MAPPING = ("placed", "cooked", "let_go"), "stock"


def upgrade() -> None:
    """A store that has had such orders folds its facts anew at this start."""
    for name in (*LISTS, MAPPING):
        empty = "{}" if name == MAPPING else "[]"
        op.add_column("pay_first_orders", sa.Column(name, sa.Text(), nullable=False, server_default=empty))
    connection = op.get_bind()
    if not connection.execute(sa.text("SELECT COUNT(*) FROM pay_first_orders")).scalar_one():
        return
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
