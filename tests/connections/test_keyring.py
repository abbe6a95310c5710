"""The key of the store in the operating system's keyring, as the library `keyring` reaches it."""

import sys
import threading
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from tests.connections.fakes import ACME, SECRET, a_grant
from xero_component.connections import TokenStore
from xero_component.errors import ConfigurationError


class Entries(KeyringBackend):
    """A keyring over a dictionary, which may be locked."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""
        self._check()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Make or replace an entry."""
        self._check()
        self.entries[service, username] = password

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked("locked: hush")


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> Iterator[Entries]:
    backend = Entries()
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    monkeypatch.setenv("XERO_COMPONENT_KEY", "keyring:")
    yield backend
    keyring.set_keyring(before)


def test_the_first_use_makes_the_key_in_the_keyring_and_no_file(
    database_url: str, entries: Entries
) -> None:
    with TokenStore(database_url) as store:
        store.save("acme", a_grant(), ACME)
        assert list(entries.entries) == [("xero-component", "tokens")]
        assert list(store._database.file.parent.glob("*.key*")) == []  # type: ignore[union-attr]  # on SQLite
    with TokenStore(database_url) as store:
        assert store.load("acme")[1].client_secret == SECRET


def test_an_entry_of_another_name_may_be_chosen(postgres_url: str, entries: Entries) -> None:
    with TokenStore(postgres_url, "keyring:flows ") as store:
        store.save("acme", a_grant(), ACME)
        assert "'flows'" in store.key_use().place
    assert list(entries.entries) == [("xero-component", "flows")]


def test_a_key_in_the_keyring_rotates(database_url: str, entries: Entries) -> None:
    with TokenStore(database_url) as running, TokenStore(database_url) as operator:
        running.save("acme", a_grant(), ACME)
        [old] = entries.entries.values()
        assert operator.add_key() == 1
        assert operator.drop_old_keys() == 1
        [new] = entries.entries.values()
        assert old not in new
        assert running.load("acme")[1].client_secret == SECRET


def test_of_many_who_open_a_fresh_store_one_makes_the_key(
    database_url: str, entries: Entries
) -> None:
    ready = threading.Barrier(8)

    def open_first(number: int) -> None:
        ready.wait()
        with TokenStore(database_url) as store:
            store.save(f"name {number}", a_grant(), ACME)

    threads = [threading.Thread(target=open_first, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with TokenStore(database_url) as store:
        assert list(store.key_use().grants.values()) == [8]


def test_a_lost_entry_is_not_replaced_while_the_store_holds_tokens(
    database_url: str, entries: Entries
) -> None:
    with TokenStore(database_url) as store:
        store.save("acme", a_grant(), ACME)
    entries.entries.clear()
    with pytest.raises(ConfigurationError, match=r"entry 'tokens' .*is missing"):
        TokenStore(database_url)
    assert entries.entries == {}


def test_a_locked_keyring_says_what_to_do_and_names_no_secret(
    database_url: str, entries: Entries
) -> None:
    entries.locked = True
    with pytest.raises(ConfigurationError, match="Unlock it") as caught:
        TokenStore(database_url)
    assert "hush" not in str(caught.value)


def test_a_keyring_that_is_locked_later_stops_nobody_who_has_the_key(
    database_url: str, entries: Entries
) -> None:
    with TokenStore(database_url) as store:
        entries.locked = True
        store.save("acme", a_grant(), ACME)
        assert store.update(store.load("acme")[1])


def test_without_the_extra_the_error_says_what_to_install(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setenv("XERO_COMPONENT_KEY", "keyring:")
    with pytest.raises(ConfigurationError, match=r"pip install 'xero-component\[keyring\]'"):
        TokenStore(database_url)
