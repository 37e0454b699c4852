"""What guests say after the meal."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042s"
branch_labels = None
depends_on = None

COLUMNS = ("id", "opening", "guest", "stars", "words", "at", "date", "seen_at", "seen_by")
NUMBERS = {"guest", "stars", "at", "seen_at"}


def upgrade() -> None:
    """There was none before."""
    op.create_table(
        "feedback",
        *(
            sa.Column(
                name,
                sa.Integer() if name in NUMBERS else sa.Text(),
                primary_key=name == "id",
                nullable=False,
            )
            for name in COLUMNS
        ),
    )
    for name in ("date", "seen_at"):
        op.create_index(f"feedback_by_{name}", "feedback", [name])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
