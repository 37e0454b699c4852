"""What was charged by gateways"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXTS = (
    "store",
    "device",
    "opening",
    "bill",
    "channel",
    "way",
    "provider",
    "currency",
    "what",
    "code",
    "state",
    "why",
    "transaction",
)
NUMBERS = ("amount", "charged", "asked_at", "changed_at", "cancel_at")


def upgrade() -> None:
    op.create_table(
        "charges",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        *(sa.Column(name, sa.Integer, nullable=False) for name in NUMBERS),
    )
    open_ones = sa.text("state IN ('new', 'waiting', 'unknown')")
    op.create_index("charges_open", "charges", ["state"], sqlite_where=open_ones)


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
