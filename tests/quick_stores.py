"""Fresh databases in a moment: what Alembic sent to the first of a kind is sent to all others.

The tests of the revisions themselves do without this (tests/store/conftest.py).
"""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from xero_component.store import migration, schema

GENUINE = migration._upgrade
_LOOKING = ("SELECT", "PRAGMA")
_sent: dict[tuple[str, Path], list[tuple[str, Any]]] = {}
"""By kind of database and folder of revisions."""


def upgrade(work: sa.Connection, newest: str) -> None:
    """Bring a database up to date; a fresh one by repeating what was sent to one before."""
    kind = (work.dialect.name, migration.FOLDER)
    if not _is_fresh(work):
        GENUINE(work, newest)
    elif kind in _sent:
        _repeat(work, _sent[kind])
    else:
        _sent[kind] = _recorded(work, lambda: GENUINE(work, newest))


def _repeat(work: sa.Connection, sent: list[tuple[str, Any]]) -> None:
    """Send it all again, to a server in as few messages as can be."""
    at_once = itertools.groupby(sent, lambda one: one[1] is None and work.dialect.name != "sqlite")
    for together, some in at_once:
        if together:
            work.exec_driver_sql(";".join(statement for statement, _ in some))
            continue
        for statement, parameters in some:
            work.exec_driver_sql(statement, parameters)


def _is_fresh(work: sa.Connection) -> bool:
    known = sa.inspect(work).get_table_names()
    return not {migration.VERSION_TABLE, schema.grants.name} & set(known)


def _recorded(work: sa.Connection, task: Callable[[], None]) -> list[tuple[str, Any]]:
    sent: list[tuple[str, Any]] = []

    def record(_work: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(_LOOKING):
            sent.append((statement, parameters or None))

    event.listen(work, "before_cursor_execute", record)
    try:
        task()
    finally:
        event.remove(work, "before_cursor_execute", record)
    return sent
