"""Orders that are paid on the phone, what goes back, and what gateways told by themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("payer", "address", "back", "handed"):
        op.add_column("charges", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("charges", sa.Column("expires_at", sa.Integer, nullable=False, server_default="0"))
    texts = ("charge", "store", "device", "merchant", "currency", "reason", "state", "why", "transaction")
    op.create_table(
        "gateway_refunds",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("amount", "asked_at", "changed_at")),
    )
    op.create_index("gateway_refunds_by_charge", "gateway_refunds", ["charge"])
    open_ones = sa.text("state IN ('new', 'waiting', 'unknown')")
    op.create_index("gateway_refunds_open", "gateway_refunds", ["state"], sqlite_where=open_ones)
    op.create_table(
        "notices",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("merchant", "id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("number", "raw", "verdict")),
        sa.Column("came_at", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
