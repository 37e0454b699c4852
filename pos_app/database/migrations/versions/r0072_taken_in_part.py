"""Of an order that one history took whole and another in part: what who took first."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded


def upgrade() -> None:
    """A store that has had orders paid first folds its facts anew at this start: what each of their dishes
    takes is kept. Where facts are damaged, they are as of a program that kept no tellings."""
    op.add_column("orders", sa.Column("out", sa.Text(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    if not connection.execute(sa.text("SELECT COUNT(*) FROM pay_first_orders")).scalar_one():
        return
    connection.execute(sa.text("UPDATE pay_first_orders SET placed = '[]'"))
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
