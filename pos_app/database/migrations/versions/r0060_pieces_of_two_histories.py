"""Split and merged bills stand alike whichever of two histories is heard first."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0057"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded


def upgrade() -> None:
    """A store that has facts folds them anew at this start: its rows are those that the facts make."""
    for table, column in (("order_lines", "pieces"), ("bills", "took")):
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    if kinds:
        connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
        value = json.dumps(sorted(kinds))
        connection.execute(
            sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
        )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
