"""A refresh token in a file, replaced there by each new one before that is used.

The file holds the token and nothing else, so that any secret manager can put it there. Who renews
it holds a lock beside the file, as a refresh token works once.
"""

import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from xero_component.api.clock import Clock
from xero_component.connections import Connection, Grant, MemoryTokenStore, Tenant
from xero_component.errors import ConfigurationError

LONGEST_TOKEN = 10_000


class TokenFile:
    """A file with a refresh token."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).expanduser().resolve()
        self._lock: int | None = None

    def read(self) -> str:
        """Return the token; raise `ConfigurationError` where there is none."""
        try:
            with self.path.open(encoding="ascii") as file:
                token = file.read(LONGEST_TOKEN + 1).strip()
        except (OSError, ValueError) as error:
            raise self._problem("cannot be read", error) from None
        if not token or len(token) > LONGEST_TOKEN or not token.isprintable() or " " in token:
            raise ConfigurationError(f"The file {self.path} does not hold a refresh token.")
        return token

    def write(self, token: str) -> None:
        """Put a token in place of the one that is there, for good; whole, or not at all."""
        draft = self.path.with_name(f"{self.path.name}.{secrets.token_hex(8)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{token}\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
            _flush_folder(self.path.parent)
        except OSError as error:
            raise self._problem("cannot be written", error) from None
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def lock(self) -> bool:
        """Take the right to renew the token; False while another process has it.

        Writes the file anew as it is: what cannot be written must not be renewed.
        """
        if self._lock is not None:
            return True
        try:
            beside = self.path.with_name(f"{self.path.name}.lock")
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._problem("cannot be written", error) from None
        if not _try_lock(descriptor):
            os.close(descriptor)
            return False
        self._lock = descriptor
        try:
            self.write(self.read())
        except BaseException:
            self.unlock()
            raise
        return True

    def unlock(self) -> None:
        """Give the right back."""
        descriptor, self._lock = self._lock, None
        if descriptor is not None:
            os.close(descriptor)

    def _problem(self, what: str, error: Exception) -> ConfigurationError:
        reason = getattr(error, "strerror", None) or "it is not plain text"
        return ConfigurationError(
            f"The file {self.path} with the refresh token {what} ({reason}).",
            advice="It has to be written at each run: Xero gives a new refresh token every time.",
        )


class FileTokenStore:
    """A store of one connection, whose refresh token is in a file."""

    def __init__(
        self,
        file: TokenFile,
        name: str,
        grant: Grant,
        tenant: Tenant | None,
        clock: Clock | None = None,
    ) -> None:
        self._file = file
        self._memory = MemoryTokenStore(clock)
        self._memory.save(name, replace(grant, refresh_token=file.read()), tenant)

    def save(self, name: str, grant: Grant, tenant: Tenant | None = None) -> Connection:
        """Take over what is known of the organisation."""
        return self._memory.save(name, grant, tenant)

    def get(self, name: str) -> Connection:
        """Return the connection."""
        return self._memory.get(name)

    def load(self, name: str) -> tuple[Connection, Grant]:
        """Return the connection with its grant, and the token that the file holds now."""
        connection, grant = self._memory.load(name)
        token = self._file.read()
        if token != grant.refresh_token:
            changed = replace(grant, refresh_token=token, reconnect_reason=None)
            self._memory.update(changed)
            connection, grant = self._memory.load(name)
        return connection, grant

    def list(self) -> Sequence[Connection]:
        """Return the connection."""
        return self._memory.list()

    def delete(self, name: str) -> None:
        """Forget the connection; the file stays."""
        self._memory.delete(name)

    def update(self, grant: Grant) -> bool:
        """Write a new refresh token into the file, and then let it be used."""
        if grant.refresh_token is not None and grant.refresh_token != self._file.read():
            self._file.write(grant.refresh_token)
        return self._memory.update(grant)

    def acquire_lease(self, grant_id: str, owner: str, seconds: float) -> bool:
        """Take the right to renew; it lasts until it is given back, or the process ends."""
        return self._memory.acquire_lease(grant_id, owner, seconds) and self._file.lock()

    def release_lease(self, grant_id: str, owner: str) -> None:
        """Give the right back."""
        self._memory.release_lease(grant_id, owner)
        self._file.unlock()

    def close(self) -> None:
        """Let go of the lock."""
        self._file.unlock()


def _try_lock(descriptor: int) -> bool:
    """Lock an open file for this process; the system lets go of it when the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _flush_folder(folder: Path) -> None:
    """Make a new name in a folder last through a power failure, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
