"""On a server that everybody reaches, only the holder of an API key lets a person in, once."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from tests.runtimes.http_connect.driving import BUILDER, FIRST, PUBLIC, SECOND, World
from xero_component.core import Effect
from xero_component.runtimes.http.connect.router import connect_router


async def refused(world: World, key: dict[str, str] | None, app: str = "main", **wanted: Any):
    async with world.program() as http:
        return await http.post(f"/connect/{app}/links", json=wanted, headers=key or {})


async def test_a_link_leads_through_xero_to_a_connection(public: World):
    browser = public.browser()
    url = await public.link(connection="acme", return_to=f"{BUILDER}/x")
    assert url.startswith(f"{PUBLIC}/connect/main?link=")

    start = await browser.get(url, site="cross-site")
    assert "acme" in start.text
    page = await browser.back(await browser.consent(await browser.submit(start)))

    assert "Connected to Xero" in page.text
    assert f"{BUILDER}/x?xero_result=connected&amp;xero_connection=acme" in page.text
    assert public.names() == {"acme": FIRST}


async def test_opening_a_link_does_not_use_it_up(public: World):
    """Mail programs and chats open links by themselves, to show what is there."""
    url = await public.link(connection="acme")
    for _ in range(3):
        assert (await public.browser().get(url)).status_code == 200

    browser = public.browser()
    assert (await browser.submit(await browser.get(url))).status_code == 303


async def test_a_link_works_once(public: World):
    browser = public.browser()
    start = await browser.get(await public.link())
    await browser.submit(start)

    again = await public.browser().submit(start)

    assert again.status_code == 400
    assert "This step has ended" in again.text


async def test_a_link_ends_after_ten_minutes(public: World):
    url = await public.link()
    public.sandbox.clock.advance(601)

    assert "This step has ended" in (await public.browser().get(url)).text


async def test_a_link_is_for_its_app_and_its_purpose(public: World):
    browser = public.browser()
    url = await public.link(connection="acme")

    other_app = await browser.get(url.replace("/connect/main", "/connect/other"))
    assert "another app" in other_app.text
    other_purpose = await browser.get(url.replace("/main?", "/main/disconnect?"))
    assert "This step has ended" in other_purpose.text


@pytest.mark.parametrize("path", ["", "?connection=acme", "?link=", "?link=guess", "/disconnect"])
async def test_nobody_starts_without_a_link(public: World, path: str):
    page = await public.browser().get(f"/connect/main{path}")

    assert page.status_code in {400, 403}
    assert "Start again</a>" not in page.text


async def test_a_forged_form_is_no_link(public: World):
    reply = await public.browser().post("/connect/main", {"token": "guess"})

    assert reply.status_code == 400


@pytest.mark.parametrize("key", [None, {"Authorization": "Bearer xck_wrong"}])
async def test_links_need_an_api_key(public: World, key: dict[str, str] | None):
    reply = await refused(public, key, connection="acme")

    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"


async def test_a_key_for_some_connections_makes_links_for_those_alone(public: World):
    key = public.api_key(connections=["acme"])

    assert (await refused(public, key, connection="acme")).status_code == 201
    assert (await refused(public, key, connection="beta")).status_code == 403
    assert (await refused(public, key)).status_code == 403


async def test_a_key_to_read_with_makes_no_links(public: World):
    reading = public.api_key(effects=(Effect.READ,))
    writing = public.api_key(effects=(Effect.WRITE,))

    assert (await refused(public, reading, connection="acme")).status_code == 403
    reply = await refused(public, writing, connection="acme", purpose="disconnect")
    assert reply.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"return_to": "https://evil.example/"}, "return_to"),
        ({"return_to": "javascript:alert(1)"}, "return_to"),
        ({"connection": ""}, "connection"),
        ({"connection": "x" * 201}, "connection"),
        ({"connection": 7}, "connection"),
        ({"purpose": "steal"}, "purpose"),
        ({"purpose": "disconnect"}, "connection"),
        ({"tenant": "x"}, "tenant"),
    ],
)
async def test_a_wrong_request_names_its_field(public: World, wanted: dict[str, Any], field: str):
    reply = await refused(public, public.api_key(), **wanted)

    assert reply.status_code == 422
    assert [one["field"] for one in reply.json()["fields"]] == [field]


async def test_there_are_no_links_to_an_app_that_is_not_there(public: World):
    assert (await refused(public, public.api_key(), app="nobody")).status_code == 404


async def test_a_link_without_a_name_lets_the_person_choose(public: World):
    browser = public.browser()
    start = await browser.get(await public.link())
    page = await browser.back(await browser.consent(await browser.submit(start), "all"))

    ids = [one["id"] for one in public.sandbox.tenants]
    reply = await browser.submit(page, organisation=ids, decision="connect")
    await browser.get(reply.headers["location"])

    assert public.names() == {"demo-company-au": FIRST, "northwind-traders-ltd": SECOND}


def test_links_are_in_the_openapi_document_and_pages_are_not(public: World):
    routes = connect_router(public.server).routes
    told = {one.path for one in routes if isinstance(one, APIRoute) and one.include_in_schema}

    assert told == {"/connect/{app}/links"}
