"""A page of another site cannot make a browser call the server on the person's machine."""

from collections.abc import AsyncIterator

import pytest

from tests.runtimes.http.site import URL, Site, assert_problem, opened_site
from tests.triggers.deliveries import HEADER, INTENT_TO_RECEIVE, KEY, hmac_by_hand
from xero_component.core import Effect
from xero_component.runtimes.settings import is_loopback

PUBLIC = "https://xero.example"


@pytest.fixture(scope="session")
async def proxied(tmp_path_factory: pytest.TempPathFactory, shared: Site) -> AsyncIterator[Site]:
    """A server behind a proxy, which has a name of its own."""
    names, folder = ["xero.example", "backup.example"], tmp_path_factory.mktemp("proxied")
    async with opened_site(
        folder, shared.sandbox, allowed_hosts=names, webhook_key=KEY, public_url=PUBLIC
    ) as site:
        yield site


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "127.8.8.8"]
)
async def test_the_server_goes_by_the_names_of_this_machine(quiet: Site, host: str) -> None:
    reply = await quiet.caller.get("/connections", headers={"Host": host})
    assert reply.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "",
        "[::1",
    ],
)
async def test_under_another_name_it_is_not_there(quiet: Site, host: str) -> None:
    for path in ("/connections", "/health", "/manifest"):
        reply = await quiet.caller.get(path, headers={"Host": host})
        assert_problem(reply, 421, "host")
    reply = await quiet.caller.post("/actions/list_contacts", json={}, headers={"Host": host})
    assert_problem(reply, 421, "host")
    assert quiet.sent() == []


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1:9999",
        "http://localhost:8080",
        "http://[",
        "",
    ],
)
async def test_a_page_of_another_origin_is_refused(quiet: Site, origin: str) -> None:
    reply = await quiet.act("list_contacts", headers={"Origin": origin})
    assert_problem(reply, 403, "origin")
    assert quiet.sent() == []


async def test_its_own_origin_is_not_another_one(quiet: Site) -> None:
    assert (await quiet.act("list_contacts", headers={"Origin": URL})).status_code == 200


@pytest.mark.parametrize("where", ["cross-site", "same-site", "nonsense"])
async def test_what_a_browser_calls_foreign_is_refused(quiet: Site, where: str) -> None:
    headers = {"Sec-Fetch-Site": where}
    for path in ("/data-sources/contacts", "/connections", "/openapi.json"):
        assert_problem(await quiet.caller.get(path, headers=headers), 403, "origin")
    assert quiet.sent() == []


@pytest.mark.parametrize("where", ["none", "same-origin"])
async def test_what_a_person_types_is_not_foreign(quiet: Site, where: str) -> None:
    reply = await quiet.caller.get("/health", headers={"Sec-Fetch-Site": where})
    assert reply.status_code == 200


async def test_a_plain_form_cannot_run_an_action(quiet: Site) -> None:
    for body in ({"data": {"name": "x"}}, {"files": {"name": b"x"}}, {"content": b'{"name": "x"}'}):
        reply = await quiet.caller.post("/actions/create_contact", **body)
        assert_problem(reply, 415, "media-type")
    assert quiet.sent() == []


async def test_no_answer_is_for_other_origins_or_for_keeps(quiet: Site) -> None:
    preflight = {"Origin": URL, "Access-Control-Request-Method": "POST"}
    replies = [
        await quiet.caller.get("/manifest"),
        await quiet.caller.get("/nope"),
        await quiet.caller.options("/actions/list_contacts", headers=preflight),
        await quiet.caller.get("/health", headers={"Host": "evil.example"}),
    ]
    for reply in replies:
        assert not [name for name in reply.headers if name.startswith("access-control")]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert "server" not in reply.headers


async def test_behind_a_proxy_it_has_its_names_and_needs_keys(proxied: Site) -> None:
    key, _ = proxied.server.keys.create("flows", effects=list(Effect))
    headers = {"Host": "XERO.example", "Authorization": f"Bearer {key}"}
    assert (await proxied.caller.get("/connections", headers=headers)).status_code == 200
    other = {**headers, "Host": "evil.example"}
    assert_problem(await proxied.caller.get("/connections", headers=other), 421, "host")
    without = await proxied.caller.get("/connections", headers={"Host": "xero.example"})
    assert_problem(without, 401, "api-key")


async def test_behind_a_proxy_its_document_needs_no_key_and_says_where_callers_reach_it(
    proxied: Site, quiet: Site
) -> None:
    document = (await proxied.caller.get("/openapi.json")).json()
    assert document["servers"] == [{"url": PUBLIC}]
    assert "servers" not in quiet.app.openapi(), "it is where the document was found"


async def test_a_server_for_everybody_takes_any_name_and_no_call_without_a_key(
    public: Site,
) -> None:
    headers = {"Host": "anything.example"}
    assert (await public.caller.get("/health", headers=headers)).status_code == 200
    assert_problem(await public.caller.get("/connections", headers=headers), 401, "api-key")
    foreign = {**headers, "Origin": "https://evil.example"}
    assert_problem(await public.caller.get("/health", headers=foreign), 403, "origin")


async def test_xeros_deliveries_may_come_through_a_tunnel(proxied: Site) -> None:
    signed = {HEADER: hmac_by_hand(INTENT_TO_RECEIVE, KEY), "Host": "abc.tunnel.example"}
    reply = await proxied.caller.post("/webhooks/xero", content=INTENT_TO_RECEIVE, headers=signed)
    assert (reply.status_code, reply.content) == (200, b"")
    forged = {**signed, HEADER: "bm8="}
    reply = await proxied.caller.post("/webhooks/xero", content=INTENT_TO_RECEIVE, headers=forged)
    assert (reply.status_code, reply.content) == (401, b"")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.1.2.3"])
def test_hosts_that_are_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "example.com", "10.0.0.1", "localhost.x"])  # noqa: S104 - nothing listens
def test_hosts_that_are_not(host: str) -> None:
    assert not is_loopback(host)
