"""Payments by the store's printed code, which somebody has to confirm."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043q"
branch_labels = None
depends_on = None

NAMES = (
    *("id", "opening", "bill", "tender", "amount", "at", "by", "date", "shift", "state"),
    *("answered_at", "answered_by"),
)
NUMBERS = {"amount", "at", "answered_at"}


def upgrade() -> None:
    """There were none before."""
    columns = (
        sa.Column(
            name, sa.Integer() if name in NUMBERS else sa.Text(), primary_key=name == "id", nullable=False
        )
        for name in NAMES
    )
    op.create_table("payments_to_confirm", *columns)
    op.create_index("payments_to_confirm_by_state", "payments_to_confirm", ["state"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
