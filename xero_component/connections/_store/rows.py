"""Grants and connections: their rows in and out; knows nothing of keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from xero_component.store.schema import connections, consent_steps, grants, stored_answers

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to renew a grant: who has it, and until when (seconds since 1970)."""

    owner: str
    until: float


@dataclass(frozen=True, slots=True)
class PassingText:
    """An encrypted text that ends by itself, such as an answer that a server keeps for a day."""

    column: sa.Column[Any]
    key_column: sa.Column[Any]
    key: str
    text: str


_PASSING = (
    (stored_answers.c.answer, stored_answers.c.key_hash),
    (consent_steps.c.details, consent_steps.c.token_hash),
)


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


def passing_texts(work: sa.Connection) -> Sequence[PassingText]:
    """Return every encrypted text that is kept for a while beside the grants."""
    return [
        PassingText(column, key, row.key, row.text)
        for column, key in _PASSING
        for row in work.execute(
            sa.select(key.label("key"), column.label("text")).where(column.is_not(None))
        )
    ]


def replace_passing(work: sa.Connection, one: PassingText, text: str) -> None:
    """Put a newly encrypted text in place; it says the same."""
    own = one.key_column == one.key
    work.execute(one.column.table.update().where(own).values({one.column: text}))


def lease_of(work: sa.Connection, grant_id: str) -> Lease | None:
    """Return the lease of a grant, or None where nobody has it."""
    wanted = sa.select(grants.c.lease_owner, grants.c.lease_until)
    row = work.execute(wanted.where(grants.c.id == grant_id)).first()
    if row is None or row.lease_owner is None:
        return None
    return Lease(row.lease_owner, row.lease_until)


def take_lease(
    work: sa.Connection, grant_id: str, lease: Lease, *, instead_of: Lease | None
) -> bool:
    """Take a lease that is free, the owner's own, or still exactly the one that was seen."""
    free = grants.c.lease_owner.is_(None) | (grants.c.lease_owner == lease.owner)
    if instead_of is not None:
        free |= sa.and_(
            grants.c.lease_owner == instead_of.owner, grants.c.lease_until == instead_of.until
        )
    statement = grants.update().where(grants.c.id == grant_id, free)
    taken = statement.values(lease_owner=lease.owner, lease_until=lease.until)
    return work.execute(taken).rowcount == 1


def drop_lease(work: sa.Connection, grant_id: str, owner: str) -> None:
    """End a lease that the owner holds."""
    statement = grants.update().where(grants.c.id == grant_id, grants.c.lease_owner == owner)
    work.execute(statement.values(lease_owner=None, lease_until=None))


def _drop_unused_grants(work: sa.Connection) -> None:
    work.execute(grants.delete().where(grants.c.id.not_in(sa.select(connections.c.grant_id))))
