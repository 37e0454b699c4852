"""Bills of guests who have gone and pay later."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No fact of before says anything of it."""
    op.create_table(
        "settled_later",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
