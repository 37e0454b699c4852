"""Official accounts of WeChat's, and which payer a phone is"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = ("appid", "secret", "host", "proof", "api", "open")
    op.create_table(
        "official_accounts",
        sa.Column("store", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in told),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("added_at", "tried_at")),
    )
    op.create_table(
        "payers",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("store", "phone")),
        sa.Column("openid", sa.Text, nullable=False),
        sa.Column("told_at", sa.Integer, nullable=False),
    )
    op.create_index("payers_by_time", "payers", ["told_at"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
