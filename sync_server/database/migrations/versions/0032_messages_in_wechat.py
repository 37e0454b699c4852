"""Messages of guests inside WeChat: what an account shares with it, and who writes"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("token", "aes_key"):
        op.add_column("official_accounts", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("official_accounts", sa.Column("heard_at", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "wechat_guests",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("store", "phone")),
        sa.Column("openid", sa.Text, nullable=False),
        sa.Column("wrote_at", sa.Integer, nullable=False),
    )
    op.create_index("wechat_guests_by_time", "wechat_guests", ["wrote_at"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
