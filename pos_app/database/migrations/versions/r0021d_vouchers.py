"""Group-buying vouchers, by their code."""

import sqlalchemy as sa
from alembic import op

revision = "0021d"
down_revision = "0021c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No code was entered before."""
    op.add_column("payments", sa.Column("voucher", sa.Text(), nullable=False, server_default=""))
    op.add_column("payments", sa.Column("reduction", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("payments", sa.Column("deal", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("refunds", sa.Column("reduction", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("payments_by_voucher", "payments", ["voucher"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
