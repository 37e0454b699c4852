"""What a gateway was allowed to charge, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0025"
branch_labels = None
depends_on = None

COLUMNS = (
    "id",
    "opening",
    "bill",
    "tender",
    "amount",
    "way",
    "home",
    "at",
    "by",
    "date",
    "ends",
    "state",
    "why",
    "channel",
    "transaction",
    "provider",
    "print",
)
NUMBERS = {"amount", "at", "ends", "print"}


def upgrade() -> None:
    """There were none before."""
    columns = (
        sa.Column(
            name, sa.Integer() if name in NUMBERS else sa.Text(), primary_key=name == "id", nullable=False
        )
        for name in COLUMNS
    )
    op.create_table("grants", *columns)
    for name in ("opening", "state"):
        op.create_index(f"grants_by_{name}", "grants", [name])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
