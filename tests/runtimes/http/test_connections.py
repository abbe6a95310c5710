"""Connections over HTTP: shown without secrets, tested at Xero, ended at Xero and here."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.runtimes.http.site import Site, assert_fits, assert_problem, opened_site
from xero_component.sandbox import parse_fault

SCHEMAS = "#/components/schemas/"


def deletions(site: Site) -> list[str]:
    return [one["path"] for one in site.sent() if one["method"] == "DELETE"]


def organisations(site: Site) -> list[str]:
    return [one["name"] for one in site.sandbox.tenants]


@pytest.fixture
async def consented(site: Site) -> Site:
    """One connection, to which a person has consented."""
    site.server.store.delete("acme")
    await site.consent("first", organisations(site)[0])
    site.sandbox.requests.clear()
    return site


async def test_they_are_listed_without_their_secrets(site: Site) -> None:
    await site.act("list_contacts")
    reply = await site.caller.get("/connections")
    assert_fits(site.app.openapi(), {"$ref": f"{SCHEMAS}StoredConnections"}, reply.content)
    [one] = reply.json()["connections"]
    assert one["name"] == "acme"
    assert one["type"] == "client_credentials"
    assert one["needs_reconnect"] is False
    assert "accounting.contacts" in one["scopes"]
    grant = site.server.store.load("acme")[1]
    for secret in (grant.access_token, grant.client_secret):
        assert secret
        assert secret not in reply.text


async def test_one_is_shown_and_tested(consented: Site) -> None:
    document = consented.app.openapi()
    shown = await consented.caller.get("/connections/first")
    assert_fits(document, {"$ref": f"{SCHEMAS}StoredConnection"}, shown.content)
    tested = await consented.caller.post("/connections/first/test")
    assert_fits(document, {"$ref": f"{SCHEMAS}ConnectionTest"}, tested.content)
    names = organisations(consented)
    assert tested.json() == {"name": "first", "works": True, "organisation": names[0]}


async def test_one_that_no_longer_works_says_so(consented: Site) -> None:
    consented.sandbox.faults.add(parse_fault("revoked@GET /connections"))
    reply = await consented.caller.post("/connections/first/test")
    assert_problem(reply, 424, "reconnect")


async def test_disconnecting_ends_it_at_xero_and_here(consented: Site) -> None:
    link = consented.server.store.get("first").connection_id
    reply = await consented.caller.delete("/connections/first")
    assert reply.json() == {"name": "first", "disconnected_at_xero": True, "reason": None}
    assert deletions(consented) == [f"/connections/{link}"]
    assert_problem(await consented.caller.get("/connections/first"), 404, "no-connection")
    assert_problem(await consented.caller.delete("/connections/first"), 404, "no-connection")


async def test_what_xero_has_ended_before_is_forgotten_here(consented: Site) -> None:
    consented.sandbox.faults.add(parse_fault("revoked@DELETE /connections"))
    reply = await consented.caller.delete("/connections/first")
    assert reply.status_code == 200, reply.text
    assert (await consented.caller.get("/connections")).json() == {"connections": []}


async def test_a_custom_connection_is_only_forgotten(site: Site) -> None:
    reply = await site.caller.delete("/connections/acme")
    reason = "A custom connection is ended in Xero itself."
    assert reply.json() == {"name": "acme", "disconnected_at_xero": False, "reason": reason}
    assert deletions(site) == []


async def test_what_another_connection_needs_stays_connected_at_xero(consented: Site) -> None:
    await consented.consent("other", organisations(consented)[0])
    reply = await consented.caller.delete("/connections/first")
    assert reply.json()["reason"] == "The connection 'other' is to the same organisation."
    assert deletions(consented) == []
    assert (await consented.caller.post("/connections/other/test")).json()["works"] is True


async def test_a_token_that_has_just_ended_is_renewed_to_disconnect(consented: Site) -> None:
    consented.sandbox.faults.add(parse_fault("token-expired@DELETE /connections"))
    reply = await consented.caller.delete("/connections/first")
    assert reply.json()["disconnected_at_xero"] is True
    assert len(deletions(consented)) == 2


@pytest.mark.parametrize("name", ["Büro – 1", "a/b", "a b?c#d", "100%", "x/test", "emoji 🧾"])
async def test_any_name_can_be_addressed(site: Site, name: str) -> None:
    site.connect(name)
    address = f"/connections/{quote(name, safe='')}"
    assert (await site.caller.get(address)).json()["name"] == name
    query = {"connection": name}
    assert (await site.act("list_currencies", params=query)).status_code == 200
    assert (await site.caller.delete(address)).json()["name"] == name
    assert [one.name for one in site.server.store.list()] == ["acme"]


async def test_a_client_is_opened_once_and_anew_for_another_organisation(folder: Path) -> None:
    async with opened_site(folder) as site:
        names = organisations(site)
        for name in (names[0], names[0], names[1]):
            await site.consent("flow", name)
            for _ in range(2):
                reply = await site.act("get_organisation")
                assert reply.json()["Name"] == name
        clients = site.server.clients
        first = site.server.store.get("flow")
        async with clients.use(first) as one, clients.use(first) as other:
            assert one is other


async def test_the_client_of_a_connection_that_was_replaced_lives_until_its_last_call(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened_site(folder) as site:
        names = organisations(site)
        await site.consent("flow", names[0])
        clients = site.server.clients
        closed: list[str] = []
        async with clients.use(site.server.store.get("flow")) as old:
            monkeypatch.setattr(old, "aclose", _noting(closed))
            await site.consent("flow", names[1])
            async with clients.use(site.server.store.get("flow")) as new:
                assert new is not old
            assert closed == []
        assert closed == ["closed"]


def _noting(closed: list[str]) -> Callable[[], Awaitable[None]]:
    async def note() -> None:
        closed.append("closed")

    return note
