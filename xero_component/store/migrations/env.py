"""What Alembic runs: by the program itself, to apply revisions; by the command, to write one.

The command compares with the store that `XERO_COMPONENT_STORE` names (see CONTRIBUTING.md).
"""

import sqlalchemy as sa
from alembic import context

from xero_component.store.location import default_url
from xero_component.store.migration import VERSION_TABLE
from xero_component.store.schema import metadata


def run(connection: sa.Connection) -> None:
    """Do what was asked for on a connection, in the transaction that it is in."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: sa.Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with sa.create_engine(default_url()).connect() as own:
        run(own)
