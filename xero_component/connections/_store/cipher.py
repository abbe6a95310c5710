"""Encryption of what is secret in a stored grant, under keys that may change meanwhile."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from xero_component.connections._store.keys import KEY_VARIABLE
from xero_component.errors import ConfigurationError


class Cipher:
    """Encrypts with the first of its keys, and decrypts with any of them.

    `read_keys` is asked again before something is written, and when no known key fits: another
    process may have changed the keys. Keys that were dropped meanwhile still decrypt: what is
    decrypted now may have been read before that.
    """

    def __init__(self, keys: Sequence[str], read_keys: Callable[[], Sequence[str]]) -> None:
        self._read_keys = read_keys
        self._fernets = _fernets(keys)
        self._former: Mapping[str, Fernet] = {}

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """What tells the keys apart without giving them away, in their order."""
        return tuple(map(_fingerprint, self._fernets))

    def reread(self) -> None:
        """Take over the keys as they are now; where they cannot be read, those known stay."""
        with suppress(ConfigurationError):
            keys = self._read_keys()
            if keys and list(keys) != list(self._fernets):
                fresh = _fernets(keys)
                self._former = {**self._former, **self._fernets}
                self._fernets = fresh

    def encrypt(self, secrets: Mapping[str, str | None]) -> str:
        """Return named secrets as one encrypted text."""
        return self._any.encrypt(json.dumps(dict(secrets)).encode()).decode()

    def decrypt(self, text: str) -> dict[str, str | None]:
        """Return named secrets; raise `ConfigurationError` when none of the keys fits."""
        try:
            plain = self._any.decrypt(text)
        except InvalidToken:
            self.reread()
            try:
                plain = self._any.decrypt(text)
            except InvalidToken:
                raise _wrong_key() from None
        secrets: dict[str, str | None] = json.loads(plain)
        return secrets

    def rotate(self, text: str) -> str:
        """Return the same secrets, encrypted anew under the first key."""
        try:
            return self._any.rotate(text).decode()
        except InvalidToken:
            raise _wrong_key() from None

    def key_of(self, text: str) -> str | None:
        """Return the fingerprint of the key that a text was encrypted with, if it is known."""
        for key, fernet in self._fernets.items():
            with suppress(InvalidToken):
                fernet.decrypt(text)
                return _fingerprint(key)
        return None

    @property
    def _any(self) -> MultiFernet:
        return MultiFernet([*self._fernets.values(), *self._former.values()])


def _fernets(keys: Sequence[str]) -> dict[str, Fernet]:
    return {key: _fernet(key, place) for place, key in enumerate(keys, 1)}


def _fingerprint(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:8]


def _fernet(key: str, place: int) -> Fernet:
    try:
        return Fernet(key)
    except (ValueError, TypeError):
        raise ConfigurationError(
            f"Key {place} of the token store is not a Fernet key (32 bytes in URL-safe base64).",
            advice="Make one with `xero-component keys new`.",
        ) from None


def _wrong_key() -> ConfigurationError:
    return ConfigurationError(
        "The tokens in the store were encrypted with another key.",
        advice=f"Put that key into {KEY_VARIABLE} (or back into the key file); after a change of"
        " keys, list the new one first and the old one after it, separated by a comma. If it is"
        " lost, delete the connections and connect again.",
    )
