"""The token store on a database: what is secret is encrypted, what is shown is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from xero_component.api.clock import Clock, SystemClock
from xero_component.connections._form_fields import join_scopes, split_scopes
from xero_component.connections._records import Connection, Grant, Tenant
from xero_component.connections._store.naming import (
    check_organisation,
    checked_name,
    describe,
    unknown_connection,
)
from xero_component.errors import ConfigurationError
from xero_component.store.location import default_url

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Connection as SqlConnection
    from sqlalchemy import RowMapping

    from xero_component.api.limits.shared import SharedLimits
    from xero_component.connections._store.cipher import Cipher
    from xero_component.connections._store.consent_steps import ConsentSteps
    from xero_component.connections._store.keys import KeySource
    from xero_component.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """The keys of a store, by fingerprint, and how many grants are encrypted under each."""

    place: str
    """Where the keys are, in words."""
    changeable: bool
    """Whether the program itself can change them there."""
    grants: Mapping[str, int]
    """The keys in their order: the first encrypts, the others are still accepted."""
    unknown: int
    """Grants under a key that is not among them."""


class TokenStore:
    """Keeps connections in SQLite, by default in the user's data folder, or in any SQLAlchemy URL.

    Tokens and client secrets are encrypted (Fernet). Keys come from `key`, else from
    `XERO_COMPONENT_KEY` (several: separated by commas, the first one encrypts; `keyring:` for those
    in the system's keyring), else, for SQLite, from a file beside the database that only its owner
    may read and that is made at first use. It may be used from several threads and processes.
    Without `url` it is the database that `XERO_COMPONENT_STORE` names, else one in the user's data
    folder. Raises `ConfigurationError` when database or key cannot be used, `UnavailableError` when
    the database is away, busy or full.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | Sequence[str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        # Imported here, so that the library loads fast where no store is opened.
        from xero_component.connections._store import keys, rows
        from xero_component.connections._store.cipher import Cipher
        from xero_component.connections._store.leases import Leases
        from xero_component.store.database import Database

        self._clock = clock or SystemClock()
        self._rows = rows
        self._unsaved: dict[str, Grant] = {}
        """Token sets that Xero gave and the database did not take; they are nowhere else."""
        self._limits: SharedLimits | None = None
        self._database = Database(url or default_url())
        self._leases = Leases(self._database, self._clock)
        try:
            file = self._database.file
            self._keys: KeySource = keys.find_source(
                key, file.with_suffix(".key") if file else None
            )
            self._cipher: Cipher = Cipher(self._keys.read() or self._first_keys(), self._keys.read)
        except BaseException:
            self._database.close()
            raise

    def save(
        self,
        name: str,
        grant: Grant,
        tenant: Tenant | None = None,
        *,
        keep_organisation: bool = False,
    ) -> Connection:
        """Store a connection in place of what had the name before.

        A grant that is stored already keeps its tokens: they are at least as new as these. With
        `keep_organisation`, raises `ConfigurationError` when the name has another organisation.
        """
        name = checked_name(name)
        with self._database.write() as work:
            if keep_organisation:
                check_organisation(self._rows.find_connection(work, name), name, tenant)
            self._cipher.reread()
            present = self._rows.any_secrets(work)
            if present is not None:
                self._cipher.decrypt(present)
            self._rows.insert_grant(work, self._row(grant, generation=0))
            self._rows.link(work, _link_row(name, grant, tenant))
        return self.get(name)

    def get(self, name: str) -> Connection:
        """Return a connection; raise `ConfigurationError` when there is none of this name."""
        return _connection(self._find(name))

    def load(self, name: str) -> tuple[Connection, Grant]:
        """Return a connection with its grant; raise `ConfigurationError` for a wrong key.

        A change of the grant that could not be stored before is stored first.
        """
        row = self._find(name)
        unsaved = self._unsaved.get(row["id"])
        if unsaved is not None:
            self.update(_after_refusal(unsaved, row))
            row = self._find(name)
        return _connection(row), _grant(row, self._cipher.decrypt(row["secrets"]))

    def list(self) -> Sequence[Connection]:
        """Return every connection, ordered by name. It needs no key."""
        with self._database.read() as work:
            return [_connection(row) for row in self._rows.all_connections(work)]

    def delete(self, name: str) -> None:
        """Remove a connection, and its grant with the last connection that used it."""
        with self._database.write() as work:
            removed = self._rows.unlink(work, name)
        if not removed:
            raise unknown_connection(name, [known.name for known in self.list()])

    def update(self, grant: Grant) -> bool:
        """Store a changed token set if the stored one is still of the same generation.

        What the database does not take now (`UnavailableError`) is kept, and stored by the next
        `load`: a refresh token works once, so nobody could get these tokens again.
        """
        self._unsaved[grant.id] = grant
        with self._database.write() as work:
            self._cipher.reread()
            row = self._row(grant, generation=grant.generation + 1)
            changed = self._rows.update_grant(work, row, grant.generation)
        self._unsaved.pop(grant.id, None)
        return changed

    def acquire_lease(self, grant_id: str, owner: str, seconds: float) -> bool:
        """Take or extend the right to renew a grant; False while another owner's lease lasts."""
        return self._leases.acquire(grant_id, owner, seconds)

    def release_lease(self, grant_id: str, owner: str) -> None:
        """Give the right back; without effect for an owner who does not hold it."""
        self._leases.release(grant_id, owner)

    def seal(self, text: str) -> str:
        """Encrypt what belongs with the connections, such as an answer that is kept for a while."""
        self._cipher.reread()
        return self._cipher.encrypt({"text": text})

    def unseal(self, sealed: str) -> str:
        """Return what `seal` was given; raise `ConfigurationError` for a wrong key."""
        return self._cipher.decrypt(sealed)["text"] or ""

    def rotate(self) -> int:
        """Encrypt everything anew under the first key; return how many grants there are."""
        with self._database.write() as work:
            self._cipher.reread()
            return self._encrypt_anew(work)

    def add_key(self) -> int:
        """Make a new key, put it before those that there are, and encrypt everything under it.

        Every process that has the store open goes on with the new key by itself. Returns how many
        grants there are; raises `ConfigurationError` for keys that are not changed from here.
        """
        from xero_component.connections._store.keys import generate_key

        with self._database.write() as work:
            self._cipher.reread()
            self._encrypt_anew(work)
            self._keys.write([generate_key(), *self._keys.read()])
            self._cipher.reread()
            return self._encrypt_anew(work)

    def drop_old_keys(self) -> int:
        """Forget every key but the first; return how many.

        Raises `ConfigurationError` while something is still encrypted under another one, and for
        keys that are not changed from here.
        """
        with self._database.write() as work:
            self._cipher.reread()
            others = len(self._cipher.fingerprints) - 1
            if self._needs_old_keys(work):
                raise ConfigurationError(
                    "Something in the store needs an old key still.",
                    advice="Run `xero-component keys rotate` first.",
                )
            self._keys.write(self._keys.read()[:1])
            self._cipher.reread()
        return others

    def key_use(self) -> KeyUse:
        """Tell which keys there are, where they are, and what is encrypted under each."""
        self._cipher.reread()
        with self._database.read() as work:
            return self._key_use(work)

    @property
    def consent_steps(self) -> ConsentSteps:
        """What is kept of consents that are under way, in the same database under the same keys."""
        from xero_component.connections._store.consent_steps import ConsentSteps

        return ConsentSteps(self._database, self._cipher, self._clock)

    @property
    def database(self) -> Database:
        """The database, in which there is more than connections."""
        return self._database

    @property
    def limits(self) -> SharedLimits:
        """Xero's limits and the usage, counted for all who use the database."""
        if self._limits is None:
            from xero_component.api.limits.shared import SharedLimits

            self._limits = SharedLimits(self._database, clock=self._clock)
        return self._limits

    def close(self) -> None:
        """Close the connections to the database."""
        try:
            if self._limits is not None:
                self._limits.close()
        finally:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._database.address!r})"

    def _first_keys(self) -> Sequence[str]:
        """Return the key that was made by the first process of several that open a fresh store."""
        from xero_component.connections._store.keys import first_keys

        with self._database.write() as work:
            return first_keys(self._keys, fresh=self._rows.any_secrets(work) is None)

    def _encrypt_anew(self, work: SqlConnection) -> int:
        rows = self._rows.all_secrets(work)
        for grant_id, secrets in rows:
            self._rows.replace_secrets(work, grant_id, self._cipher.rotate(secrets))
        for one in self._rows.passing_texts(work):
            if self._cipher.key_of(one.text) is not None:
                self._rows.replace_passing(work, one, self._cipher.rotate(one.text))
        return len(rows)

    def _needs_old_keys(self, work: SqlConnection) -> bool:
        newest = self._cipher.fingerprints[0]
        passing = {self._cipher.key_of(one.text) for one in self._rows.passing_texts(work)}
        grants = {self._cipher.key_of(text) for _, text in self._rows.all_secrets(work)}
        return not grants <= {newest} or not passing <= {newest, None}

    def _key_use(self, work: SqlConnection) -> KeyUse:
        found = Counter(self._cipher.key_of(text) for _, text in self._rows.all_secrets(work))
        return KeyUse(
            place=self._keys.place,
            changeable=self._keys.changeable,
            grants={key: found[key] for key in self._cipher.fingerprints},
            unknown=found[None],
        )

    def _find(self, name: str) -> RowMapping:
        with self._database.read() as work:
            row = self._rows.find_connection(work, name)
        if row is None:
            raise unknown_connection(name, [known.name for known in self.list()])
        return row

    def _row(self, grant: Grant, *, generation: int) -> dict[str, Any]:
        secrets = {
            "client_secret": grant.client_secret,
            "access_token": grant.access_token,
            "refresh_token": grant.refresh_token,
            "user_id": grant.user_id,
            "user_name": grant.user_name,
        }
        return {
            "id": grant.id,
            "connection_type": grant.connection_type,
            "client_id": grant.client_id,
            "secrets": self._cipher.encrypt(secrets),
            "expires_at": grant.expires_at.timestamp() if grant.expires_at else None,
            "requested_scopes": join_scopes(grant.requested_scopes),
            "scopes": join_scopes(grant.scopes),
            "auth_event_id": grant.auth_event_id,
            "issuer": grant.issuer,
            "reconnect_reason": grant.reconnect_reason,
            "generation": generation,
        }


def _after_refusal(unsaved: Grant, row: RowMapping) -> Grant:
    """Return tokens that were not stored in time so that they are stored all the same.

    Another process may have asked with the refresh token before these, long enough after its use to
    be refused, and marked the grant as dead. These are newer than what was refused.
    """
    refused = row["reconnect_reason"] is not None and unsaved.reconnect_reason is None
    follows = row["generation"] == unsaved.generation + 1
    return replace(unsaved, generation=row["generation"]) if refused and follows else unsaved


def _link_row(name: str, grant: Grant, tenant: Tenant | None) -> dict[str, str | None]:
    return {
        "name": name,
        "grant_id": grant.id,
        "tenant_id": tenant.tenant_id if tenant else None,
        "tenant_name": tenant.name if tenant else None,
        "tenant_type": tenant.tenant_type if tenant else None,
        "connection_id": tenant.connection_id if tenant else None,
    }


def _connection(row: RowMapping) -> Connection:
    tenant = None
    if row["tenant_id"] is not None:
        tenant = Tenant(
            tenant_id=row["tenant_id"],
            name=row["tenant_name"],
            connection_id=row["connection_id"],
            tenant_type=row["tenant_type"],
        )
    return describe(row["name"], _grant(row, {}), tenant)


def _grant(row: RowMapping, secrets: Mapping[str, str | None]) -> Grant:
    expires_at = row["expires_at"]
    return Grant(
        id=row["id"],
        connection_type=row["connection_type"],
        client_id=row["client_id"],
        client_secret=secrets.get("client_secret"),
        access_token=secrets.get("access_token"),
        refresh_token=secrets.get("refresh_token"),
        expires_at=None if expires_at is None else datetime.fromtimestamp(expires_at, UTC),
        requested_scopes=split_scopes(row["requested_scopes"]),
        scopes=split_scopes(row["scopes"]),
        auth_event_id=row["auth_event_id"],
        issuer=row["issuer"],
        reconnect_reason=row["reconnect_reason"],
        generation=row["generation"],
        user_id=secrets.get("user_id"),
        user_name=secrets.get("user_name"),
    )
