"""Orders that are paid before they are cooked."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

NAMES = ("id", "opening", "phone", "ends", "state", "at", "counts", "freed", "refused")
NUMBERS = {"ends", "at"}


def upgrade() -> None:
    """There were none before."""
    columns = (
        sa.Column(
            name, sa.Integer() if name in NUMBERS else sa.Text(), primary_key=name == "id", nullable=False
        )
        for name in NAMES
    )
    op.create_table("pay_first_orders", *columns)
    op.create_index("pay_first_orders_by_state", "pay_first_orders", ["state"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
