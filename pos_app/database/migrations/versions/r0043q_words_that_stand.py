"""Of what is said anew over time the word that stands; what two histories took off one dish."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0043q"
down_revision = "0043p"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded


def upgrade() -> None:
    """What was said before stands until it is said anew. A store that has facts folds them anew at this
    start, so that its rows are those that the facts make."""
    op.create_table(
        "latest_words",
        sa.Column("what", sa.Text(), primary_key=True, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
    )
    op.add_column("order_lines", sa.Column("short", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("openings", sa.Column("brings", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("openings", sa.Column("phone_numbers", sa.Text(), nullable=False, server_default="[]"))
    op.create_index("openings_by_into", "openings", ["into"])
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
