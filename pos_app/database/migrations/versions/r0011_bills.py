"""Lines, payments and settlements belong to a bill, of which an opening may have several."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What names no bill belongs to the first one of its opening, which has the opening's id."""
    for table in ("order_lines", "payments"):
        op.add_column(table, sa.Column("bill", sa.Text(), nullable=False, server_default=""))
        op.execute(f"UPDATE {table} SET bill = opening")  # noqa: S608 - the names stand here
        op.create_index(f"{table}_by_bill", table, ["bill"], unique=False)
    op.execute("ALTER TABLE settlements RENAME COLUMN opening TO id")
    op.add_column("settlements", sa.Column("opening", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE settlements SET opening = id")


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
