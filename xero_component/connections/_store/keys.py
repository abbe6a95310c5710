"""Where the store's keys are: with the caller, in the environment, a file, or the keyring."""

import base64
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from xero_component.connections._store.key_file import KeyFile
from xero_component.connections._store.keyring_entry import PREFIX, KeyringEntry
from xero_component.errors import ConfigurationError

KEY_VARIABLE = "XERO_COMPONENT_KEY"


class KeySource(Protocol):
    """Where keys are: the one to encrypt with first, then those that are still accepted."""

    @property
    def place(self) -> str:
        """What it is called in a message."""
        ...

    @property
    def changeable(self) -> bool:
        """Whether the program itself may put keys there."""
        ...

    def read(self) -> list[str]:
        """Return the keys, or none where none was made; raise `ConfigurationError` else."""
        ...

    def write(self, keys: Sequence[str]) -> None:
        """Put keys in place of those that are there; raise `ConfigurationError` else."""
        ...


class GivenKeys:
    """Keys that the caller or the environment gave: they are changed where they come from."""

    changeable = False

    def __init__(self, keys: Sequence[str], place: str) -> None:
        self.place = place
        self._keys = keys

    def read(self) -> list[str]:
        """Return the keys as they were given."""
        return list(self._keys)

    def write(self, keys: Sequence[str]) -> None:  # noqa: ARG002 - nothing is written
        """Refuse: nobody would find them there."""
        raise ConfigurationError(
            f"The keys come from {self.place}, and cannot be changed here.",
            advice="Change them there, the new key before the old one, separated by a comma.",
        )


def find_source(given: str | Sequence[str] | None, key_file: Path | None) -> KeySource:
    """Return where a store's keys are: those given, `XERO_COMPONENT_KEY`, else the key file.

    Raises `ConfigurationError` when there is no such place, as for a database on a server.
    """
    for source, place in (
        (given, "the `key` that was given"),
        (os.environ.get(KEY_VARIABLE), KEY_VARIABLE),
    ):
        keys = _split(source)
        if len(keys) == 1 and keys[0].startswith(PREFIX):
            return KeyringEntry(keys[0].removeprefix(PREFIX))
        if keys:
            return GivenKeys(keys, place)
    if given is not None:
        raise ConfigurationError("The key given for the token store is empty.")
    if key_file is None:
        raise ConfigurationError(
            "A token store on a database server needs its key from outside.",
            advice=f"Set {KEY_VARIABLE}, the same for every process that uses the store.",
        )
    return KeyFile(key_file)


def first_keys(source: KeySource, *, fresh: bool) -> list[str]:
    """Return the keys, making the first one where there is none and the store is fresh.

    Raises `ConfigurationError` when there is none and the store holds tokens.
    """
    known = source.read()
    if known:
        return known
    if not fresh:
        raise ConfigurationError(
            f"{source.place[0].upper()}{source.place[1:]} is missing, and the store holds tokens.",
            advice=f"Set {KEY_VARIABLE} to the store's key, or put back what was there.",
        )
    made = [generate_key()]
    source.write(made)
    return made


def generate_key() -> str:
    """Return a new random key for the token store."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _split(source: str | Sequence[str] | None) -> list[str]:
    parts = source.split(",") if isinstance(source, str) else source or ()
    return [part.strip() for part in parts if part.strip()]
