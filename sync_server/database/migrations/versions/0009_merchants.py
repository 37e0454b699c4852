"""Accounts with gateways, and which of them was asked"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("charges", sa.Column("merchant", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "merchants",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("store", "channel", "body")),
        sa.Column("added_at", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("merchants_by_store", "merchants", ["store"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
