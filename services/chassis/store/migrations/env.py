"""Run by Alembic: the steps go through the connection, and inside the transaction, it is given."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # On SQLite too the tables are made in one transaction.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
