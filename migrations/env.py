"""Alembic's environment: runs the migrations on the connection that the program gives, in its transaction.

`nextpatient_desktop/storage/migrate.py` opens the encrypted database, writes a verified backup, begins the
transaction and commits it. There is no alembic.ini and no database URL: a clinic's database opens with its
key only.
"""

from alembic import context

from nextpatient_desktop.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column by making the table anew
)
context.run_migrations()
