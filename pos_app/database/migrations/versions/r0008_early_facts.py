"""Facts that came before what they build on, until it is there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "early_facts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("early_facts_by_needs", "early_facts", ["needs"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
