"""The incarnations of a store are looked for with each fact that is folded"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("incarnations_by_store", "incarnations", ["store"])


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
