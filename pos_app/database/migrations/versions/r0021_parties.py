"""Several parties at one table 拼桌."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table was shared before."""
    for table, name in (("openings", "party"), ("moves", "before_party"), ("moves", "party")):
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
