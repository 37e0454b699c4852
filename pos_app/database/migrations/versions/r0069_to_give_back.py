"""Bills of whose money some is to be given back, of whatever day."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

NOTED = "unknown_kinds"  # that no start has folded


def upgrade() -> None:
    """A store that had such bills, or two histories, folds its facts anew at this start."""
    op.create_table(
        "bills_to_give_back",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
    )
    op.create_index("bills_to_give_back_by_open", "bills_to_give_back", ["open"])
    connection = op.get_bind()
    histories = connection.execute(sa.text("SELECT COUNT(*) FROM incarnations")).scalar_one()
    beyond = "SELECT COUNT(*) FROM settlements WHERE json_extract(bill, '$.over') > 0"
    if histories < 2 and not connection.execute(sa.text(beyond)).scalar_one():
        return
    kinds = set(connection.execute(sa.text("SELECT DISTINCT kind FROM journal")).scalars())
    connection.execute(sa.text("DELETE FROM local WHERE name = :name"), {"name": NOTED})
    value = json.dumps(sorted(kinds))
    connection.execute(
        sa.text("INSERT INTO local (name, value) VALUES (:name, :value)"), {"name": NOTED, "value": value}
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
