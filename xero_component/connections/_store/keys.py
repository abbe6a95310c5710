"""Where the store's keys come from: the caller, the environment, or a file for the owner alone."""

import base64
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

from xero_component.errors import ConfigurationError

KEY_VARIABLE = "XERO_COMPONENT_KEY"

_GROUP_AND_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def find_keys(
    given: str | Sequence[str] | None, key_file: Path | None, *, fresh: bool
) -> list[str]:
    """Return the keys, the one to encrypt with first.

    Those given, else those in `XERO_COMPONENT_KEY`, else those in the key file. The file is made
    when it is missing and the store is fresh. Raises `ConfigurationError` when there is no key.
    """
    for source in (given, os.environ.get(KEY_VARIABLE)):
        keys = _split(source)
        if keys:
            return keys
    if given is not None:
        raise ConfigurationError("The key given for the token store is empty.")
    if key_file is None:
        raise ConfigurationError(
            "A token store on a database server needs its key from outside.",
            advice=f"Set {KEY_VARIABLE}, the same for every process that uses the store.",
        )
    return _split(_read(key_file, fresh=fresh)) or _no_key(key_file, "is empty")


def generate_key() -> str:
    """Return a new random key for the token store."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _split(source: str | Sequence[str] | None) -> list[str]:
    parts = source.split(",") if isinstance(source, str) else source or ()
    return [part.strip() for part in parts if part.strip()]


def _read(path: Path, *, fresh: bool) -> str:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & _GROUP_AND_OTHERS:
                raise ConfigurationError(
                    f"The key file {path} can be read by others (mode {stat.S_IMODE(mode):04o}).",
                    advice=f"Run: chmod 600 {path}",
                )
            return file.read(10_000)
    except FileNotFoundError:
        if not fresh:
            _no_key(path, "is missing, and the store holds tokens")
    except OSError as error:
        _no_key(path, f"cannot be read ({type(error).__name__})")
    _create(path)
    return _read(path, fresh=False)


def _create(path: Path) -> None:
    """Make the file whole or not at all; of several who do so at once, one wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(generate_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError as error:
        _no_key(path, f"cannot be made ({type(error).__name__})")
    finally:
        draft.unlink(missing_ok=True)


def _no_key(path: Path, problem: str) -> list[str]:
    raise ConfigurationError(
        f"The key file {path} {problem}.",
        advice=f"Set {KEY_VARIABLE} to the store's key, or put the file back.",
    )
