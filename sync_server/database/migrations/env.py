"""Runs migrations inside the transaction of whoever asked, so that they apply whole or not at all."""

from alembic import context

from sync_server.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
