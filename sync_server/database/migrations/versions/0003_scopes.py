"""What a device is let in for, when it was heard last, and the key that seals short tokens"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whoever was let in before is a till, and so is whoever has a code from before.
    for table, column in (
        ("server", sa.Column("token_key", sa.LargeBinary(), server_default="", nullable=False)),
        ("enrol_codes", sa.Column("scope", sa.Text(), server_default="till", nullable=False)),
        ("enrol_codes", sa.Column("store", sa.Text(), server_default="", nullable=False)),
        ("devices", sa.Column("scope", sa.Text(), server_default="till", nullable=False)),
        ("devices", sa.Column("heard_at", sa.Integer(), server_default="0", nullable=False)),
    ):
        op.add_column(table, column)
    key = sa.bindparam("key", secrets.token_bytes(32), sa.LargeBinary())
    op.execute(sa.text("UPDATE server SET token_key = :key").bindparams(key))


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
