"""API keys: who may call the server, on which connections, and to what effect.

Only a hash of a key is stored. A key is 32 random bytes, so that a plain SHA-256 cannot be turned
back, and finding the hash takes as long for a wrong key as for a right one.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from xero_component.api.clock import Clock, SystemClock
from xero_component.core import Effect
from xero_component.errors import FieldProblem, InputError, UnavailableError
from xero_component.store.database import Database
from xero_component.store.schema import api_keys

PREFIX = "xck_"
LONGEST_NAME = 200
LONGEST_KEY = 200
NOTED_EVERY = 60.0
"""Seconds between two notes of when a key was used."""
USUAL_EFFECTS = frozenset({Effect.READ, Effect.WRITE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is stored: without the key itself."""

    id: str
    name: str
    connections: frozenset[str] | None
    """Names of the connections that it may use; None for all of them."""
    effects: frozenset[Effect]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    """To the minute."""
    revoked_at: datetime | None = None

    def works(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class ApiKeys:
    """The API keys in a database; every method may block for the length of a read or write."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._database = database
        self._clock = clock or SystemClock()

    def create(
        self,
        name: str,
        *,
        connections: Iterable[str] | None = None,
        effects: Iterable[Effect] = USUAL_EFFECTS,
        expires_at: datetime | None = None,
    ) -> tuple[str, ApiKey]:
        """Make a key and return it with what is stored of it; it cannot be shown again.

        Raises `InputError` for a name that is none or that a working key has, for an empty scope,
        and for a time that is over.
        """
        made = ApiKey(
            id=secrets.token_hex(4),
            name=_checked_name(name),
            connections=None if connections is None else frozenset(connections),
            effects=frozenset(effects),
            created_at=self._now(),
            expires_at=expires_at,
        )
        _check_scope(made)
        key = PREFIX + secrets.token_urlsafe(32)
        with self._database.write() as work:
            if any(one.name == made.name and one.works(self._now()) for one in _all(work)):
                raise _wrong("name", f"is taken by a key that works: {made.name!r}")
            work.execute(api_keys.insert().values(key_hash=_hash(key), **_row(made)))
        return key, made

    def list(self) -> Sequence[ApiKey]:
        """Return every key, the oldest first."""
        with self._database.read() as work:
            return _all(work)

    def revoke(self, wanted: str) -> ApiKey:
        """End a key by its id, or by its name where a working key has it; raise `InputError`."""
        with self._database.write() as work:
            now = self._now()
            known = [one for one in _all(work) if one.works(now)]
            found = [one for one in known if wanted in {one.id, one.name}]
            if len(found) != 1:
                raise InputError(
                    f"There {'is no working key' if not found else 'are several keys'} {wanted!r}.",
                    advice="`xero-component api-keys list` shows them.",
                )
            change = {"revoked_at": now.timestamp()}
            work.execute(api_keys.update().where(api_keys.c.id == found[0].id).values(change))
        return found[0]

    def find(self, key: str) -> ApiKey | None:
        """Return what a caller's key stands for, and note its use; None unless it works."""
        if not key.startswith(PREFIX) or len(key) > LONGEST_KEY:
            return None
        with self._database.read() as work:
            query = sa.select(api_keys).where(api_keys.c.key_hash == _hash(key))
            row = work.execute(query).mappings().one_or_none()
        found = None if row is None else _read(row)
        now = self._now()
        if found is None or not found.works(now):
            return None
        self._note_use(found, now)
        return found

    def exist(self) -> bool:
        """Tell whether any key works."""
        now = self._now()
        return any(one.works(now) for one in self.list())

    def _note_use(self, key: ApiKey, now: datetime) -> None:
        before = key.last_used_at
        if before is not None and (now - before).total_seconds() < NOTED_EVERY:
            return
        # A store that is busy or full keeps nobody from reading.
        with suppress(UnavailableError), self._database.write() as work:
            change = {"last_used_at": now.timestamp()}
            work.execute(api_keys.update().where(api_keys.c.id == key.id).values(change))

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _checked_name(name: str) -> str:
    text = name.strip()
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise _wrong("name", f"must be 1 to {LONGEST_NAME} characters that can be printed")
    return text


def _check_scope(key: ApiKey) -> None:
    if not key.effects:
        raise _wrong("effects", "must name at least one of read, write and destructive")
    if key.connections is not None and not all(key.connections or [""]):
        raise _wrong("connections", "must name at least one connection")
    if not key.works(key.created_at):
        raise _wrong("expires_at", "must be in the future")


def _wrong(field: str, message: str) -> InputError:
    problems = [FieldProblem(field, message)]
    return InputError(f"The API key's {field} {message}.", problems=problems, advice="")


def _all(work: sa.Connection) -> list[ApiKey]:
    rows = work.execute(sa.select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id))
    return [_read(row) for row in rows.mappings()]


def _row(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "connections": None if key.connections is None else json.dumps(sorted(key.connections)),
        "effects": json.dumps(sorted(key.effects)),
        "created_at": key.created_at.timestamp(),
        "expires_at": key.expires_at.timestamp() if key.expires_at else None,
    }


def _read(row: sa.RowMapping) -> ApiKey:
    names = row["connections"]
    return ApiKey(
        id=row["id"],
        name=row["name"],
        connections=None if names is None else frozenset(json.loads(names)),
        effects=frozenset(map(Effect, json.loads(row["effects"]))),
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        expires_at=_moment(row["expires_at"]),
        last_used_at=_moment(row["last_used_at"]),
        revoked_at=_moment(row["revoked_at"]),
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
