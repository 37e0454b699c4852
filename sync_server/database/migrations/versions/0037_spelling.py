"""How the names of published menus are spelled, from one start to the next"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spelling",
        sa.Column("program", sa.Text, primary_key=True),
        sa.Column("names", sa.Text, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
