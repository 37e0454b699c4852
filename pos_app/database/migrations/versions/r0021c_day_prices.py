"""Counts hold for a day or until they are changed, dishes are off sale, and have a price of the day."""

import sqlalchemy as sa
from alembic import op

revision = "0021c"
down_revision = "0021b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("counted_items", sa.Column("date", sa.Text(), nullable=False, server_default=""))
    op.add_column("counted_items", sa.Column("off", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "day_prices",
        sa.Column("dish", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dish"),
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
