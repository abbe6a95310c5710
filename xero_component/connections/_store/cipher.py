"""Encryption of what is secret in a stored grant."""

import json
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from xero_component.connections._store.keys import KEY_VARIABLE
from xero_component.errors import ConfigurationError


class Cipher:
    """Encrypts with the first of its keys, and decrypts with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([_fernet(key, place) for place, key in enumerate(keys, 1)])

    def encrypt(self, secrets: Mapping[str, str | None]) -> str:
        """Return named secrets as one encrypted text."""
        return self._fernet.encrypt(json.dumps(dict(secrets)).encode()).decode()

    def decrypt(self, text: str) -> dict[str, str | None]:
        """Return named secrets; raise `ConfigurationError` when none of the keys fits."""
        try:
            secrets: dict[str, str | None] = json.loads(self._fernet.decrypt(text))
        except InvalidToken:
            raise _wrong_key() from None
        return secrets

    def rotate(self, text: str) -> str:
        """Return the same secrets, encrypted anew under the first key."""
        try:
            return self._fernet.rotate(text).decode()
        except InvalidToken:
            raise _wrong_key() from None


def _fernet(key: str, place: int) -> Fernet:
    try:
        return Fernet(key)
    except (ValueError, TypeError):
        raise ConfigurationError(
            f"Key {place} of the token store is not a Fernet key (32 bytes in URL-safe base64).",
            advice="Make one with `xero_component.connections.generate_key()`.",
        ) from None


def _wrong_key() -> ConfigurationError:
    return ConfigurationError(
        "The tokens in the store were encrypted with another key.",
        advice=f"Put that key into {KEY_VARIABLE} (or back into the key file); after a change of"
        " keys, list the new one first and the old one after it, separated by a comma. If it is"
        " lost, delete the connections and connect again.",
    )
