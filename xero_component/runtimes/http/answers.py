"""Answers that were given to requests with an `Idempotency-Key`, kept so that none runs twice."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from xero_component.api.clock import Clock, SystemClock
from xero_component.store.database import Database
from xero_component.store.schema import stored_answers

FREE, RUNNING, DONE = "free", "running", "done"
_NOT_STARTED = 0.0
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller is answered."""

    status: int
    body: bytes
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of one caller under a key, and what must be the same when it comes again."""

    key_hash: str
    action: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The right to carry a request out, for as long as its lease is kept."""

    key_hash: str
    owner: str
    attempt: int
    """How many processes have begun it, this one included."""
    started_at: float
    """When the first of them began that may have sent it (seconds since 1970)."""
    doubtful: bool = False
    """Whether an earlier process has died over it, which may have sent it."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Another request with this key is being carried out."""

    seconds: float
    """When its process is given up, unless it says that it still works."""


@dataclass(frozen=True, slots=True)
class Reused:
    """The key was used for another request."""


def hash_of(caller: str, idempotency_key: str) -> str:
    """Return what a caller's key is stored under; two callers may use the same one."""
    return hashlib.sha256(f"{caller}\0{idempotency_key}".encode()).hexdigest()


class Answers:
    """The answers in a database, encrypted; every method may block for a read or write.

    Machines that share a store have to agree on the time to within a few seconds. A lease that
    would last much longer than leases do is from before a clock was set back, and has ended.
    """

    def __init__(
        self,
        database: Database,
        *,
        seal: Callable[[str], str],
        unseal: Callable[[str], str],
        keep_seconds: float,
        lease_seconds: float,
        clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._seal = seal
        self._unseal = unseal
        self._keep_seconds = keep_seconds
        self.lease_seconds = lease_seconds
        self._clock = clock or SystemClock()

    def begin(self, asked: Asked) -> Turn | Answer | Busy | Reused:
        """Return the answer that was given, or the right to find it."""
        with self._database.read() as work:
            row = _find(work, asked.key_hash)
        if row is not None and row["state"] == DONE and row["expires_at"] > self.now():
            return self._given(asked, row)
        with self._database.write() as work:
            return self._take(work, asked, _find(work, asked.key_hash))

    def keep(self, turn: Turn) -> bool:
        """Extend the lease; False when another process has taken the request over."""
        return self._change(turn, leased_until=self.now() + self.lease_seconds)

    def finish(self, turn: Turn, answer: Answer) -> bool:
        """Store the answer; False when another process has taken the request over."""
        written = {
            "status": answer.status,
            "media_type": answer.media_type,
            "headers": dict(answer.headers),
            "body": answer.body.decode(),
        }
        with self._database.write() as work:
            return _change(
                work,
                turn,
                state=DONE,
                owner=None,
                leased_until=None,
                answer=self._seal(json.dumps(written)),  # here, where the keys do not change
                expires_at=self.now() + self._keep_seconds,
            )

    def release(self, turn: Turn) -> bool:
        """Let the same request be carried out anew, because nothing came of this time."""
        started_at = turn.started_at if turn.doubtful else _NOT_STARTED
        return self._change(turn, state=FREE, owner=None, leased_until=None, started_at=started_at)

    def prune(self) -> int:
        """Remove what has been kept long enough; return how many answers there were."""
        with self._database.write() as work:
            old = stored_answers.delete().where(stored_answers.c.expires_at <= self.now())
            return work.execute(old).rowcount

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._clock.now().timestamp()

    def _given(self, asked: Asked, row: sa.RowMapping) -> Answer | Reused:
        if row["fingerprint"] != asked.fingerprint:
            return Reused()
        written = json.loads(self._unseal(row["answer"]))
        return Answer(
            written["status"], written["body"].encode(), written["media_type"], written["headers"]
        )

    def _take(
        self, work: sa.Connection, asked: Asked, row: sa.RowMapping | None
    ) -> Turn | Answer | Busy | Reused:
        now = self.now()
        ended = row is None or (row["state"] != RUNNING and row["expires_at"] <= now)
        if row is None or ended:
            return self._start(work, asked, attempt=1, started_at=now)
        if row["fingerprint"] != asked.fingerprint:
            return Reused()
        if row["state"] == DONE:
            return self._given(asked, row)
        if row["state"] == RUNNING and 0 < row["leased_until"] - now <= 2 * self.lease_seconds:
            return Busy(row["leased_until"] - now)
        attempt, started_at = row["attempts"] + 1, row["started_at"]
        if started_at == _NOT_STARTED:
            return self._start(work, asked, attempt=attempt, started_at=now)
        return self._start(work, asked, attempt=attempt, started_at=started_at, doubtful=True)

    def _start(
        self,
        work: sa.Connection,
        asked: Asked,
        *,
        attempt: int,
        started_at: float,
        doubtful: bool = False,
    ) -> Turn:
        owner, now = secrets.token_hex(16), self.now()
        work.execute(stored_answers.delete().where(stored_answers.c.key_hash == asked.key_hash))
        work.execute(
            stored_answers.insert().values(
                key_hash=asked.key_hash,
                action=asked.action,
                fingerprint=asked.fingerprint,
                state=RUNNING,
                attempts=attempt,
                started_at=started_at,
                owner=owner,
                leased_until=now + self.lease_seconds,
                expires_at=now + self._keep_seconds,
            )
        )
        return Turn(
            key_hash=asked.key_hash,
            owner=owner,
            attempt=attempt,
            started_at=started_at,
            doubtful=doubtful,
        )

    def _change(self, turn: Turn, **values: object) -> bool:
        with self._database.write() as work:
            return _change(work, turn, **values)


def _change(work: sa.Connection, turn: Turn, **values: object) -> bool:
    own = sa.and_(stored_answers.c.key_hash == turn.key_hash, stored_answers.c.owner == turn.owner)
    return work.execute(stored_answers.update().where(own).values(**values)).rowcount == 1


def _find(work: sa.Connection, key_hash: str) -> sa.RowMapping | None:
    query = sa.select(stored_answers).where(stored_answers.c.key_hash == key_hash)
    return work.execute(query).mappings().one_or_none()
