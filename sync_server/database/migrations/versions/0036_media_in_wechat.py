"""Pictures and voices that guests send inside WeChat, until they are fetched"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wechat_media",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("store", "id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("phone", "kind", "media")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("sent_at", "done")),
    )
    op.create_index("wechat_media_to_do", "wechat_media", ["sent_at"], sqlite_where=sa.text("done = 0"))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
