"""Bills that stand for those of a joined table."""

import sqlalchemy as sa
from alembic import op

revision = "0033a"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No table was joined that was split before."""
    op.add_column("bills", sa.Column("came", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
