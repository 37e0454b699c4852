"""Gateways' bills of days, and what of them did not agree"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEYS = ("store", "account", "day", "kind", "number")


def upgrade() -> None:
    op.create_table(
        "channel_days",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("store", "account", "day")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("channel", "trouble")),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("tried_at", "fetched_at", "charges", "charged", "refunds", "refunded", "fees")
        ),
    )
    op.create_table(
        "channel_lines",
        *(sa.Column(name, sa.Text, primary_key=True) for name in KEYS),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("charge", "currency", "transaction", "at")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("amount", "fee")),
    )
    op.create_index("channel_lines_by_number", "channel_lines", ["account", "number"])
    texts = ("store", "account", "channel", "day", "what", "kind", "number", "charge", "transaction", "at")
    op.create_table(
        "differences",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in (*texts, "opening", "note")),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("theirs", "ours", "found_at", "settled_at")
        ),
    )
    op.create_index("differences_by_store", "differences", ["store", "settled_at"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
