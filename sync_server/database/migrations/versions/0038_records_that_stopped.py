"""Since when a till sends nothing that can be read: its own record is damaged"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("devices", sa.Column("stopped_at", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
