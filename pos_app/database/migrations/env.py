"""Alembic's entry: migrate on the connection that the till has already opened."""

from alembic import context

from pos_app.database.schema import whole

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=whole(),
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
