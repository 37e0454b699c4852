"""Each set-up of the printers that was ever published is kept under its digest, which facts tell."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those of before, as the fold keeps them."""
    connection = op.get_bind()
    query = "SELECT raw FROM journal WHERE kind = 'printers.published' ORDER BY position"
    for (raw,) in connection.execute(sa.text(query)).all():
        setup = json.loads(raw)["body"]
        body = json.dumps(setup, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        name = f"printers@{hashlib.sha256(body.encode()).hexdigest()[:16]}"
        values = {"name": name, "version": setup.get("version", 1), "body": body}
        connection.execute(
            sa.text("INSERT OR REPLACE INTO documents (name, version, body) VALUES (:name, :version, :body)"),
            values,
        )


def downgrade() -> None:
    raise NotImplementedError("facts are never thrown away")
