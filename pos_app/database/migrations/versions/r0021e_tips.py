"""Tips, and titles of invoices."""

import sqlalchemy as sa
from alembic import op

revision = "0021e"
down_revision = "0021d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Neither was kept before."""
    op.create_table(
        "tips",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("opening", "bill", "tender")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("amount", "at")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "date", "shift")),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("date", "shift"):
        op.create_index(f"tips_by_{name}", "tips", [name], unique=False)
    op.create_table(
        "invoice_titles",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("opening", "title", "number")),
        sa.Column("at", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "date")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("invoice_titles_by_date", "invoice_titles", ["date"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
