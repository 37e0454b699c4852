"""Orders at the counter for a time, and which quarter of an hour the kitchen begins them in."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0033a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whatever was ordered at the counter before was begun at once."""
    for name in ("wanted_at", "begin_at", "quarter"):
        op.add_column("openings", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE openings SET begin_at = started_at, quarter = started_at / 900000 WHERE pickup > 0")
    op.create_index("openings_by_quarter", "openings", ["quarter"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
