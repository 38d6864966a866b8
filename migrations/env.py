"""Runs migrations on the connection that simulator.storage.migrating hands over, inside its transaction.

There is no other way in: the address, the locks and the one commit are that module's business, so that a migration
means the same wherever it is started.
"""

from alembic import context

from simulator.storage.tables import ATTEMPT

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=ATTEMPT.metadata,
    render_as_batch=True,  # SQLite changes a table by replacing it
)
with context.begin_transaction():
    context.run_migrations()
