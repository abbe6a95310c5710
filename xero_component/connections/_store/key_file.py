"""Keys in a file beside the database, for the owner alone."""

import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from xero_component.errors import ConfigurationError

LONGEST_FILE = 10_000
"""Bytes; what is longer is no key file."""

_GROUP_AND_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFile:
    """Keys separated by commas, in a file that others may not read."""

    changeable = True

    def __init__(self, path: Path) -> None:
        self.place = f"the key file {path}"
        self._path = path

    def read(self) -> list[str]:
        """Return the keys; none where there is no file."""
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                self._check_mode(os.fstat(file.fileno()).st_mode)
                text = file.read(LONGEST_FILE)
        except FileNotFoundError:
            return []
        except OSError as error:
            self._refuse(f"cannot be read ({type(error).__name__})")
        keys = [key.strip() for key in text.split(",") if key.strip()]
        return keys or self._refuse("is empty")

    def write(self, keys: Sequence[str]) -> None:
        """Put the file in place whole, or leave what is there."""
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(8)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(",".join(keys) + "\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
            _flush_folder(self._path.parent)
        except OSError as error:
            self._refuse(f"cannot be written ({type(error).__name__})")
        finally:
            draft.unlink(missing_ok=True)

    def _check_mode(self, mode: int) -> None:
        if os.name == "posix" and mode & _GROUP_AND_OTHERS:
            raise ConfigurationError(
                f"The key file {self._path} can be read by others (mode {stat.S_IMODE(mode):04o}).",
                advice=f"Run: chmod 600 {self._path}",
            )

    def _refuse(self, problem: str) -> NoReturn:
        raise ConfigurationError(
            f"The key file {self._path} {problem}.",
            advice="Set XERO_COMPONENT_KEY to the store's key, or put the file back.",
        )


def _flush_folder(folder: Path) -> None:
    """Make a new name in a folder last through a power failure, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
