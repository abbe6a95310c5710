"""API keys: stored as hashes, scoped, expiring, revoked; and what each may do over HTTP."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from tests.clocks import FakeClock
from tests.runtimes.http.site import Site, assert_problem
from xero_component.core import Effect
from xero_component.errors import InputError, UnavailableError
from xero_component.runtimes.http.api_keys import NOTED_EVERY, ApiKeys
from xero_component.store.database import Database
from xero_component.store.schema import api_keys

READ, WRITE, DESTRUCTIVE = Effect
CONTACT = {"name": "Sunrise"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    yield opened
    opened.close()


@pytest.fixture
def keys(database: Database, clock: FakeClock) -> ApiKeys:
    return ApiKeys(database, clock)


def bearer(site: Site, name: str, **scope: object) -> dict[str, str]:
    key, _ = site.server.keys.create(name, **scope)  # type: ignore[arg-type]  # what a test names
    return {"Authorization": f"Bearer {key}"}


def test_a_key_is_found_again_and_is_nowhere_in_the_database(
    keys: ApiKeys, database: Database
) -> None:
    key, made = keys.create("Büro – flows", connections=["acme"], effects=[READ])
    assert key.startswith("xck_")
    assert len(key) == 47
    found = keys.find(key)
    assert found is not None
    assert (found.id, found.name, found.connections, found.effects) == (
        made.id,
        "Büro – flows",
        frozenset({"acme"}),
        frozenset({READ}),
    )
    with database.read() as work:
        stored = str(work.execute(sa.select(api_keys)).all())
    assert key.removeprefix("xck_") not in stored
    assert key not in repr(made)


def test_what_is_no_key_opens_nothing(keys: ApiKeys) -> None:
    key, _ = keys.create("flows")
    for wrong in (
        "",
        "xck_",
        key[:-1],
        key + "x",
        key.upper(),
        key[4:],
        "xck_" + "é" * 43,
        "x" * 10**6,
    ):
        assert keys.find(wrong) is None


def test_a_key_ends_when_it_expires_or_is_revoked(keys: ApiKeys, clock: FakeClock) -> None:
    soon = clock.now() + timedelta(days=1)
    short, _ = keys.create("short", expires_at=soon)
    other, made = keys.create("other")
    assert keys.find(short) is not None
    clock.advance(86_400)
    assert keys.find(short) is None
    assert keys.exist()
    assert keys.revoke("other").id == made.id
    assert keys.find(other) is None
    assert not keys.exist()
    assert [one.works(clock.now()) for one in keys.list()] == [False, False]


def test_a_name_is_free_again_once_its_key_has_ended(keys: ApiKeys) -> None:
    _, first = keys.create("flows")
    with pytest.raises(InputError, match="taken"):
        keys.create(" flows ")
    keys.revoke(first.id)
    _, second = keys.create("flows")
    assert keys.revoke("flows").id == second.id


def test_the_last_use_is_noted_to_the_minute(keys: ApiKeys, clock: FakeClock) -> None:
    key, _ = keys.create("flows")
    first = clock.now()
    keys.find(key)
    clock.advance(NOTED_EVERY / 2)
    keys.find(key)
    assert keys.list()[0].last_used_at == first
    clock.advance(NOTED_EVERY)
    keys.find(key)
    assert keys.list()[0].last_used_at == clock.now()


def test_a_store_that_is_locked_keeps_no_key_from_being_found(
    keys: ApiKeys, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xero_component.store import database as module

    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    key, _ = keys.create("flows")
    other = Database(database._engine.url.render_as_string(hide_password=False))
    try:
        with database.write():
            assert ApiKeys(other).find(key) is not None
    finally:
        other.close()


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_a_name_that_is_none_is_refused(keys: ApiKeys, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        keys.create(name)


def test_a_scope_that_is_empty_or_over_is_refused(keys: ApiKeys, clock: FakeClock) -> None:
    with pytest.raises(InputError, match="at least one of read"):
        keys.create("flows", effects=[])
    for names in ([], [""]):
        with pytest.raises(InputError, match="at least one connection"):
            keys.create("flows", connections=names)
    with pytest.raises(InputError, match="in the future"):
        keys.create("flows", expires_at=clock.now())
    with pytest.raises(InputError, match="no working key 'nobody'"):
        keys.revoke("nobody")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer xck_wrong"},
        {"Authorization": "Basic eHg6eHg="},
        {"X-API-Key": "xck_wrong"},
        {"X-API-Key": "é".encode()},
    ],
)
async def test_without_a_key_that_works_nothing_is_told(
    public: Site, headers: dict[str, str]
) -> None:
    for method, path in (
        ("POST", "/actions/list_contacts"),
        ("POST", "/actions/nope"),
        ("GET", "/connections"),
        ("DELETE", "/connections/acme"),
        ("GET", "/data-sources/contacts"),
        ("POST", "/triggers/invoice_paid/poll"),
        ("GET", "/inbox/events"),
        ("GET", "/metrics"),
    ):
        reply = await public.caller.request(method, path, headers=headers)
        problem = assert_problem(reply, 401, "api-key")
        assert reply.headers["www-authenticate"].startswith("Bearer")
        assert "acme" not in str(problem)


async def test_without_its_database_a_server_tells_strangers_nothing_about_it(
    public: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_key: str) -> None:
        raise UnavailableError("connection to server at db.internal failed.")

    monkeypatch.setattr(public.server.keys, "find", away)
    reply = await public.act("list_contacts", headers={"X-API-Key": "xck_anything"})
    assert_problem(reply, 503, "unavailable")
    assert "db.internal" not in reply.text
    assert "db.internal" in caplog.text


async def test_what_is_no_secret_needs_no_key(public: Site) -> None:
    for path in ("/health", "/ready", "/manifest"):  # of the document, the guard's tests tell
        assert (await public.caller.get(path)).status_code == 200


async def test_a_key_comes_in_either_header(public: Site) -> None:
    headers = bearer(public, "either", connections=["acme"])
    assert (await public.act("list_contacts", headers=headers)).status_code == 200
    plain = {"X-API-Key": headers["Authorization"].removeprefix("Bearer ")}
    assert (await public.act("list_contacts", headers=plain)).status_code == 200


async def test_effects_bound_what_a_key_does(public: Site) -> None:
    headers = bearer(public, "reader", connections=["acme"], effects=[READ])
    assert (await public.act("list_contacts", headers=headers)).status_code == 200
    refused = await public.act("create_contact", CONTACT, headers=headers)
    assert_problem(refused, 403, "not-allowed")
    ended = await public.caller.delete("/connections/acme", headers=headers)
    assert_problem(ended, 403, "not-allowed")
    writer = bearer(public, "writer", connections=["acme"], effects=[WRITE])
    assert_problem(await public.act("list_contacts", headers=writer), 403, "not-allowed")
    voided = await public.act("void_invoice", {"invoice_id": "INV-1"}, headers=writer)
    assert_problem(voided, 403, "not-allowed")


async def test_connections_bound_what_a_key_sees(public: Site) -> None:
    headers = bearer(public, "acme only", connections=["acme"], effects=list(Effect))
    listed = await public.caller.get("/connections", headers=headers)
    assert [one["name"] for one in listed.json()["connections"]] == ["acme"]
    for name in ("beta", "nobody"):
        query = {"connection": name}
        replies = [
            await public.act("list_contacts", headers=headers, params=query),
            await public.caller.get("/data-sources/contacts", headers=headers, params=query),
            await public.caller.get(f"/connections/{name}", headers=headers),
            await public.caller.delete(f"/connections/{name}", headers=headers),
        ]
        for reply in replies:
            assert_problem(reply, 403, "not-allowed")
    assert (await public.act("list_contacts", headers=headers)).status_code == 200


async def test_the_inbox_and_the_metrics_are_for_keys_to_all_connections(public: Site) -> None:
    some = bearer(public, "some", connections=["acme"], effects=list(Effect))
    every = bearer(public, "every", effects=[READ])
    for path in ("/inbox/events", "/inbox/subscriptions", "/inbox/gaps", "/metrics"):
        assert_problem(await public.caller.get(path, headers=some), 403, "not-allowed")
        assert (await public.caller.get(path, headers=every)).status_code == 200
    pulled = await public.caller.post("/inbox/subscriptions/x/pull", headers=every)
    assert_problem(pulled, 403, "not-allowed")


async def test_a_revoked_key_ends_at_once(public: Site) -> None:
    headers = bearer(public, "leaver", connections=["acme"])
    assert (await public.act("list_contacts", headers=headers)).status_code == 200
    public.server.keys.revoke("leaver")
    assert_problem(await public.act("list_contacts", headers=headers), 401, "api-key")


async def test_on_this_machine_a_wrong_key_is_wrong_too(site: Site) -> None:
    headers = httpx.Headers({"Authorization": "Bearer xck_wrong"})
    assert_problem(await site.act("list_contacts", headers=headers), 401, "api-key")
