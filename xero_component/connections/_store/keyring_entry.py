"""Keys in the operating system's keyring: Keychain, Credential Locker, Secret Service, KWallet."""

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from xero_component.errors import ConfigurationError

PREFIX = "keyring:"
"""What `XERO_COMPONENT_KEY` begins with when it names an entry in place of a key."""
SERVICE = "xero-component"
USUAL_NAME = "tokens"


class KeyringEntry:
    """One entry of the keyring, by name; the keys in it are separated by commas."""

    changeable = True

    def __init__(self, name: str = "") -> None:
        self._name = name.strip() or USUAL_NAME
        self.place = f"the keyring's entry {self._name!r} of {SERVICE}"

    def read(self) -> list[str]:
        """Return the keys; none where there is no such entry."""
        keyring = _load()
        try:
            text = keyring.get_password(SERVICE, self._name)
        except keyring.errors.KeyringError as error:
            raise self._refusal("read", error) from None
        return [key.strip() for key in (text or "").split(",") if key.strip()]

    def write(self, keys: Sequence[str]) -> None:
        """Put keys in place of those in the entry."""
        keyring = _load()
        try:
            keyring.set_password(SERVICE, self._name, ",".join(keys))
        except keyring.errors.KeyringError as error:
            raise self._refusal("written", error) from None

    def _refusal(self, what: str, error: Exception) -> ConfigurationError:
        return ConfigurationError(
            f"The keyring cannot be {what} ({type(error).__name__}).",
            advice="Unlock it, or set XERO_COMPONENT_KEY to the store's key.",
        )


def _load() -> ModuleType:
    try:
        keyring = import_module("keyring")
        import_module("keyring.errors")
    except ImportError:
        raise ConfigurationError(
            "The key of the token store is in the keyring, which needs the extra `keyring`.",
            advice="Run: pip install 'xero-component[keyring]'",
        ) from None
    return keyring
