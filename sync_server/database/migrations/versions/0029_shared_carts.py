"""Carts that the phones of a table share"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carts",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("store", "place")),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
