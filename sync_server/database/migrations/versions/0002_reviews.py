"""Incarnations that follow each other, runs, replaced devices, and facts kept for review"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column in (
        ("stores", sa.Column("current", sa.Text(), server_default="", nullable=False)),
        ("devices", sa.Column("replaced_at", sa.Integer(), server_default="0", nullable=False)),
        ("devices", sa.Column("run", sa.Text(), server_default="", nullable=False)),
        ("incarnations", sa.Column("began", sa.Integer(), server_default="0", nullable=False)),
        ("incarnations", sa.Column("follows", sa.Text(), server_default="", nullable=False)),
        ("incarnations", sa.Column("fork", sa.Integer(), server_default="0", nullable=False)),
        ("incarnations", sa.Column("why", sa.Text(), server_default="", nullable=False)),
    ):
        op.add_column(table, column)
    op.create_table(
        "review",
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "seq", "hash"),
    )
    op.create_index("review_by_store", "review", ["store", "verdict"])
    op.execute(
        "INSERT INTO review (incarnation, seq, hash, store, device, why, raw, received_at)"
        " SELECT f.incarnation, f.seq, f.hash, i.store, i.device, 'fork', f.raw, f.received_at"
        " FROM forks f JOIN incarnations i ON i.id = f.incarnation"
    )
    op.drop_table("forks")
    op.execute(
        "UPDATE stores SET current = coalesce((SELECT id FROM incarnations WHERE store = stores.id"
        " ORDER BY heard_at DESC LIMIT 1), '')"
    )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
