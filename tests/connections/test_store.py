"""What both stores do: names, shared grants, generations and leases."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.connections.fakes import ACME, BETA, FakeClock, a_grant
from xero_component.connections import ConnectionStore, TokenStore
from xero_component.connections._store.leases import SHORTEST_WATCH
from xero_component.errors import ConfigurationError


def test_what_is_saved_comes_back_whole(store: ConnectionStore) -> None:
    grant = a_grant(auth_event_id="event-1")
    saved = store.save("  Acme – Büro 🏦 ", grant, ACME)
    name = "Acme – Büro 🏦"
    assert saved == store.get(name)
    assert (saved.name, saved.tenant_id, saved.tenant_name) == (name, ACME.tenant_id, "Acme")
    assert (saved.connection_id, saved.scopes) == ("c-1", grant.scopes)
    assert saved.expires_at == grant.expires_at
    assert not saved.needs_reconnect
    assert store.load(name) == (saved, grant)


def test_absent_values_stay_absent(store: ConnectionStore) -> None:
    bare = a_grant(client_secret=None, access_token=None, refresh_token=None, expires_at=None)
    store.save("own", bare)
    connection, grant = store.load("own")
    assert grant == bare
    assert (connection.tenant_id, connection.tenant_name, connection.connection_id) == (None,) * 3


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\nb"])
def test_a_name_has_to_be_one(store: ConnectionStore, name: str) -> None:
    with pytest.raises(ConfigurationError, match="needs a name"):
        store.save(name, a_grant(), ACME)


def test_connections_are_listed_by_name(store: ConnectionStore) -> None:
    assert list(store.list()) == []
    for name in ("b", "c", "a"):
        store.save(name, a_grant(), ACME)
    assert [connection.name for connection in store.list()] == ["a", "b", "c"]


def test_one_update_serves_every_connection_of_a_grant(store: ConnectionStore) -> None:
    grant = a_grant()
    store.save("acme", grant, ACME)
    store.save("beta", grant, BETA)
    assert store.update(replace(grant, access_token="access-2", reconnect_reason="Gone."))
    for name in ("acme", "beta"):
        connection, stored = store.load(name)
        assert (stored.access_token, stored.generation) == ("access-2", 1)
        assert connection.needs_reconnect


def test_saving_a_sibling_later_does_not_bring_old_tokens_back(store: ConnectionStore) -> None:
    grant = a_grant()
    store.save("acme", grant, ACME)
    store.update(replace(grant, access_token="access-2", refresh_token="refresh-2"))
    store.save("beta", grant, BETA)
    assert store.load("beta")[1].refresh_token == "refresh-2"
    assert store.load("acme")[1].refresh_token == "refresh-2"


def test_only_the_present_generation_can_be_changed(store: ConnectionStore) -> None:
    grant = a_grant()
    assert not store.update(grant)
    store.save("acme", grant, ACME)
    assert store.update(replace(grant, access_token="first"))
    assert not store.update(replace(grant, access_token="second"))
    assert store.load("acme")[1].access_token == "first"


def test_a_grant_goes_with_the_last_connection_that_uses_it(store: ConnectionStore) -> None:
    grant = a_grant()
    store.save("acme", grant, ACME)
    store.save("beta", grant, BETA)
    store.delete("acme")
    assert store.load("beta")[1] == grant
    store.delete("beta")
    assert not store.update(grant)
    with pytest.raises(ConfigurationError, match="no connection 'beta'"):
        store.delete("beta")


def test_a_name_that_is_saved_again_has_the_new_grant_only(store: ConnectionStore) -> None:
    old, new = a_grant(), a_grant(access_token="access-9")
    store.save("acme", old, ACME)
    store.save("acme", new, BETA)
    assert store.load("acme")[1] == new
    assert not store.update(old)
    assert [connection.tenant_name for connection in store.list()] == ["Beta"]


@pytest.mark.parametrize("ask", ["get", "load", "delete"])
def test_an_unknown_name_is_a_matter_of_configuration(store: ConnectionStore, ask: str) -> None:
    with pytest.raises(ConfigurationError, match="Connect to Xero first"):
        getattr(store, ask)("acme")


def test_a_lease_belongs_to_one_owner_until_it_ends(
    store: ConnectionStore, clock: FakeClock
) -> None:
    grant = a_grant()
    store.save("acme", grant, ACME)
    assert store.acquire_lease(grant.id, "one", 60)
    assert not store.acquire_lease(grant.id, "two", 60)
    clock.advance(30)
    assert store.acquire_lease(grant.id, "one", 60)
    clock.advance(59)
    assert not store.acquire_lease(grant.id, "two", 60)
    store.release_lease(grant.id, "two")
    assert not store.acquire_lease(grant.id, "two", 60)
    clock.advance(SHORTEST_WATCH)
    assert store.acquire_lease(grant.id, "two", 60)
    assert not store.acquire_lease(grant.id, "one", 60)
    store.release_lease(grant.id, "two")
    assert store.acquire_lease(grant.id, "one", 60)


@pytest.mark.parametrize("dead", [False, True])
def test_of_many_threads_one_gets_the_lease(
    store: ConnectionStore, clock: FakeClock, dead: bool
) -> None:
    grant = a_grant()
    store.save("acme", grant, ACME)
    if dead:
        assert store.acquire_lease(grant.id, "the dead", 60)
        assert not store.acquire_lease(grant.id, "the first to look", 60)
        clock.advance(60)
    got: list[str] = []
    ready = threading.Barrier(8)

    def take(owner: str) -> None:
        ready.wait()
        if store.acquire_lease(grant.id, owner, 60):
            got.append(owner)

    threads = [threading.Thread(target=take, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true", "nonsense", "a+b://x/y"]
)
def test_a_url_that_cannot_hold_a_store_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        TokenStore(url)


def test_a_file_that_is_no_database_is_refused(database_url: str) -> None:
    path = Path(make_url(database_url).database or "")
    path.parent.mkdir()
    path.write_bytes(b"This is a letter, and no database at all." * 100)
    with pytest.raises(ConfigurationError, match="not a database"):
        TokenStore(database_url)


def test_the_password_of_a_url_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        TokenStore("postgresql+nothing://me:hunter2@127.0.0.1/x")
    assert "hunter2" not in str(caught.value)
