"""What goes back to guests by gateways."""

import sqlalchemy as sa
from alembic import op

revision = "0042s"
down_revision = "0042"
branch_labels = None
depends_on = None

NAMES = (
    *("id", "act", "charge", "home", "opening", "bill", "tender", "amount", "at", "by", "date"),
    *("attempt", "state", "why", "transaction", "answered_at", "answered_by"),
)
NUMBERS = {"amount", "at", "attempt", "answered_at"}


def upgrade() -> None:
    """None went by a gateway before: people gave them back in the provider's app."""
    columns = (
        sa.Column(
            name, sa.Integer() if name in NUMBERS else sa.Text(), primary_key=name == "id", nullable=False
        )
        for name in NAMES
    )
    op.create_table("gateway_refunds", *columns)
    for name in ("bill", "date", "state"):
        op.create_index(f"gateway_refunds_by_{name}", "gateway_refunds", [name])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
