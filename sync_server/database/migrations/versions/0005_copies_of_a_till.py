"""Which runs of a till were there before the one that speaks, and which are copies of it"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("elders", "copies"):
        op.add_column("devices", sa.Column(name, sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
