"""Consents under way: what a process has to know when the browser comes back, maybe to another one.

A step is found by a token that nobody can guess, of which only a hash is kept, and may be bound to
the browser that it was made for. What it holds is encrypted, and it ends by itself.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

import sqlalchemy as sa

from xero_component.api.clock import Clock
from xero_component.connections._store.cipher import Cipher
from xero_component.store.database import Database
from xero_component.store.schema import consent_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStep:
    """One step of a consent."""

    kind: str
    app: str
    details: str = field(repr=False)
    """What the next step needs, as text."""
    browser_hash: str | None = field(default=None, repr=False)

    def is_for(self, browser: str | None) -> bool:
        """Tell whether a browser that shows this secret may go on; an unbound step is anyone's."""
        if self.browser_hash is None:
            return True
        return browser is not None and compare_digest(self.browser_hash, _hash(browser))


class ConsentSteps:
    """The steps in a database; every method may block."""

    def __init__(self, database: Database, cipher: Cipher, clock: Clock) -> None:
        self._database = database
        self._cipher = cipher
        self._clock = clock

    def add(
        self,
        token: str,
        kind: str,
        app: str,
        details: str,
        *,
        life: timedelta,
        browser: str | None = None,
    ) -> datetime:
        """Keep a step under a token, for a browser's secret or anyone; return when it ends."""
        now = self._clock.now()
        with self._database.write() as work:
            self._cipher.reread()
            row = {
                "token_hash": _hash(token),
                "kind": kind,
                "app": app,
                "browser_hash": _hash(browser) if browser is not None else None,
                "details": self._cipher.encrypt({"details": details}),
                "expires_at": (now + life).timestamp(),
            }
            ended = consent_steps.c.expires_at <= now.timestamp()
            work.execute(consent_steps.delete().where(ended))
            work.execute(consent_steps.insert().values(**row))
        return now + life

    def find(self, token: str, kind: str) -> ConsentStep | None:
        """Return a step that has not ended; it stays."""
        with self._database.read() as work:
            row = (
                work.execute(sa.select(consent_steps).where(self._alive(token, kind)))
                .mappings()
                .first()
            )
        return None if row is None else self._step(row)

    def take(self, token: str, kind: str) -> ConsentStep | None:
        """Remove a step that has not ended and return it; of several callers, one gets it."""
        with self._database.write() as work:
            row = (
                work.execute(sa.select(consent_steps).where(self._alive(token, kind)))
                .mappings()
                .first()
            )
            work.execute(consent_steps.delete().where(self._alive(token, kind)))
        return None if row is None else self._step(row)

    def _alive(self, token: str, kind: str) -> sa.ColumnElement[bool]:
        return sa.and_(
            consent_steps.c.token_hash == _hash(token),
            consent_steps.c.kind == kind,
            consent_steps.c.expires_at > self._clock.now().timestamp(),
        )

    def _step(self, row: sa.RowMapping) -> ConsentStep:
        return ConsentStep(
            kind=row["kind"],
            app=row["app"],
            details=self._cipher.decrypt(row["details"])["details"] or "",
            browser_hash=row["browser_hash"],
        )


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
