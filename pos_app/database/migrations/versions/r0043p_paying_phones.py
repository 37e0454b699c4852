"""On whose phone a grant is paid."""

import sqlalchemy as sa
from alembic import op

revision = "0043p"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All were charged at the counter before."""
    op.add_column("grants", sa.Column("phone", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
