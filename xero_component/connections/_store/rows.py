"""Grants and connections: their rows in and out; knows nothing of keys."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from xero_component.store.schema import connections, grants, stored_answers

Row = Mapping[str, Any]


def find_connection(work: sa.Connection, name: str) -> sa.RowMapping | None:
    """Return a connection with its grant's columns."""
    statement = sa.select(connections, grants).join(grants).where(connections.c.name == name)
    return work.execute(statement).mappings().one_or_none()


def all_connections(work: sa.Connection) -> Sequence[sa.RowMapping]:
    """Return every connection with its grant's columns, by name."""
    statement = sa.select(connections, grants).join(grants).order_by(connections.c.name)
    return work.execute(statement).mappings().all()


def all_secrets(work: sa.Connection) -> Sequence[tuple[str, str]]:
    """Return every grant's id and encrypted secrets."""
    return [(row.id, row.secrets) for row in work.execute(sa.select(grants.c.id, grants.c.secrets))]


def any_secrets(work: sa.Connection) -> str | None:
    """Return one grant's encrypted secrets, or None in an empty store."""
    return work.execute(sa.select(grants.c.secrets).limit(1)).scalar_one_or_none()


def insert_grant(work: sa.Connection, row: Row) -> None:
    """Add a grant unless it is there."""
    known = sa.select(grants.c.id).where(grants.c.id == row["id"])
    if work.execute(known).first() is None:
        work.execute(grants.insert().values(**row))


def link(work: sa.Connection, row: Row) -> None:
    """Put a connection in place of what had its name, and drop grants that nobody uses."""
    work.execute(connections.delete().where(connections.c.name == row["name"]))
    work.execute(connections.insert().values(**row))
    _drop_unused_grants(work)


def unlink(work: sa.Connection, name: str) -> bool:
    """Remove a connection, and grants that nobody uses; False when there was none."""
    removed = work.execute(connections.delete().where(connections.c.name == name)).rowcount
    _drop_unused_grants(work)
    return removed == 1


def update_grant(work: sa.Connection, row: Row, generation: int) -> bool:
    """Change a grant that is still of a generation."""
    statement = grants.update().where(grants.c.id == row["id"], grants.c.generation == generation)
    return work.execute(statement.values(**row)).rowcount == 1


def replace_secrets(work: sa.Connection, grant_id: str, secrets: str) -> None:
    """Put newly encrypted secrets in place; they say the same."""
    work.execute(grants.update().where(grants.c.id == grant_id).values(secrets=secrets))


def all_answers(work: sa.Connection) -> Sequence[tuple[str, str]]:
    """Return every answer that a server keeps: what it is stored under, and its encrypted text."""
    query = sa.select(stored_answers.c.key_hash, stored_answers.c.answer)
    rows = work.execute(query.where(stored_answers.c.answer.is_not(None)))
    return [(row.key_hash, row.answer) for row in rows]


def replace_answer(work: sa.Connection, key_hash: str, answer: str) -> None:
    """Put a newly encrypted answer in place; it says the same."""
    own = stored_answers.c.key_hash == key_hash
    work.execute(stored_answers.update().where(own).values(answer=answer))


def may_take_lease(work: sa.Connection, grant_id: str, owner: str, now: float) -> bool:
    """Tell whether a lease is free, ended or the owner's own."""
    statement = sa.select(grants.c.id).where(_free(grant_id, owner, now))
    return work.execute(statement).first() is not None


def take_lease(work: sa.Connection, grant_id: str, owner: str, now: float, until: float) -> bool:
    """Take a lease that is free, ended or the owner's own."""
    statement = grants.update().where(_free(grant_id, owner, now))
    return work.execute(statement.values(lease_owner=owner, lease_until=until)).rowcount == 1


def drop_lease(work: sa.Connection, grant_id: str, owner: str) -> None:
    """End a lease that the owner holds."""
    statement = grants.update().where(grants.c.id == grant_id, grants.c.lease_owner == owner)
    work.execute(statement.values(lease_owner=None, lease_until=None))


def _free(grant_id: str, owner: str, now: float) -> sa.ColumnElement[bool]:
    free = sa.or_(
        grants.c.lease_owner.is_(None),
        grants.c.lease_owner == owner,
        grants.c.lease_until <= now,
    )
    return sa.and_(grants.c.id == grant_id, free)


def _drop_unused_grants(work: sa.Connection) -> None:
    work.execute(grants.delete().where(grants.c.id.not_in(sa.select(connections.c.grant_id))))
