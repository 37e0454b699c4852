"""Which incarnations the journal holds, and which one each of them continues."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incarnations",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("follows", sa.Text(), nullable=False),
        sa.Column("fork", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO incarnations (id, follows, fork)"
        " SELECT incarnation, '', 0 FROM journal GROUP BY incarnation ORDER BY min(position)"
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
