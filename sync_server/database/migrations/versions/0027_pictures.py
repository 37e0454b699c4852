"""Dishes' pictures"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("store", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.Column("added_at", sa.Integer, nullable=False),
    )
    op.create_index("pictures_by_id", "pictures", ["id"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
