"""Banquets and the changes of their tables; what of a line came back unopened."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BANQUETS = ("id", "opening", "tables", "spare", "per_table", "names", "opened")
CHANGES = ("id", "banquet", "opening", "kind", "tables", "now", "at", "by", "lines")
NUMBERS = {"tables", "spare", "opened", "now", "at"}


def upgrade() -> None:
    """There were none before."""
    for table, columns in (("banquets", BANQUETS), ("banquet_changes", CHANGES)):
        op.create_table(
            table,
            *(
                sa.Column(
                    name,
                    sa.Integer() if name in NUMBERS else sa.Text(),
                    primary_key=name == "id",
                    nullable=False,
                )
                for name in columns
            ),
        )
    op.add_column("order_lines", sa.Column("returned", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("banquets_by_opening", "banquets", ["opening"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
