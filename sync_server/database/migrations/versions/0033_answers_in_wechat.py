"""Answers that go to guests inside WeChat"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wechat_answers",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("store", "id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("phone", "text", "state")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("again", "told", "kept_at")),
    )
    op.create_index(
        "wechat_answers_to_do", "wechat_answers", ["store", "kept_at"], sqlite_where=sa.text("told = 0")
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
