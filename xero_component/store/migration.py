"""Bringing a database to the tables of this version: revisions, applied once each, in one go.

Alembic is loaded only where there is something to do: a store that is up to date is told by the
number that it keeps. The revisions are in `migrations/versions`, one file each, numbered.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import sqlalchemy as sa

from xero_component.errors import ConfigurationError
from xero_component.store import schema
from xero_component.store.problems import may_pass, reason

FOLDER = Path(__file__).parent / "migrations"
VERSION_TABLE = "xero_schema_version"
"""Not Alembic's usual name: the database may be the host's own, with revisions of its own."""
BEFORE_REVISIONS = "0001"
"""What a database holds that was made by the first release, which kept no number."""

_version = sa.table(VERSION_TABLE, sa.column("version_num", sa.String))
_alembic = threading.Lock()
"""Alembic works on one database at a time in a process."""

Transaction = Callable[[], AbstractContextManager[sa.Connection]]


def newest_revision() -> str:
    """Return the number of the last revision that this version has."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def bring_up_to_date(read: Transaction, write: Transaction) -> None:
    """Apply what a database lacks in one transaction: all of it, or nothing when it fails.

    Of many processes that do so at once, one works and the others wait. Raises `ConfigurationError`
    for a database of a newer version, and when a revision cannot be applied.
    """
    newest = newest_revision()
    with read() as work:
        if _is_current(work, newest):
            return
    with _alembic, write() as work:
        if not _is_current(work, newest):
            _upgrade(work, newest)


def _is_current(work: sa.Connection, newest: str) -> bool:
    stored = _stored_revision(work)
    if stored is not None and stored > newest:
        raise ConfigurationError(
            f"The store was used by a newer version (its tables are of revision {stored}, this"
            f" version knows them up to {newest}).",
            advice="Update xero-component, or name another store.",
        )
    return stored == newest


def _stored_revision(work: sa.Connection) -> str | None:
    if not sa.inspect(work).has_table(VERSION_TABLE):
        return None
    return work.execute(sa.select(_version.c.version_num)).scalar_one_or_none()


def _upgrade(work: sa.Connection, newest: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": work})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    stored = _stored_revision(work)
    if stored is None and sa.inspect(work).has_table(schema.grants.name):
        command.stamp(config, BEFORE_REVISIONS)
    try:
        command.upgrade(config, newest)
    except sa.exc.DBAPIError as error:
        if may_pass(error):
            raise
        raise ConfigurationError(
            f"The store could not be brought to revision {newest}: {reason(error)}.",
            advice="It is as it was before. Please report this.",
        ) from None
