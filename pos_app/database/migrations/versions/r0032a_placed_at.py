"""Where a line belongs while its table is joined to another, and on which bill it stands there."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0032a"
down_revision = "0032"
branch_labels = None
depends_on = None

JOINED = "openings.joined"
CHANGED = """
    SELECT (SELECT count(*) FROM journal WHERE kind = 'openings.joined')
    + (SELECT count(*) FROM incarnations) - 1
"""
NOTED = (
    "SELECT value FROM local WHERE name = 'unknown_kinds'"  # that no start has folded; none: it looks itself
)


def upgrade() -> None:
    """A line that never left its table belongs there; a store that joined some, or has several histories,
    folds its facts anew at this start."""
    op.add_column("order_lines", sa.Column("placed_at", sa.Text(), nullable=False, server_default=""))
    op.add_column("openings", sa.Column("into_bill", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    noted = connection.execute(sa.text(NOTED)).scalar()
    if noted is not None and connection.execute(sa.text(CHANGED)).scalar():
        connection.execute(
            sa.text("UPDATE local SET value = :value WHERE name = 'unknown_kinds'"),
            {"value": json.dumps(sorted({*json.loads(noted), JOINED}))},
        )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
