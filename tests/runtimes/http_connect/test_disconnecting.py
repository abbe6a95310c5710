"""Disconnecting: after a person has said so, at Xero and here."""

from dataclasses import replace

import httpx

from tests.runtimes.http_connect.driving import BUILDER, FIRST, SECOND, World
from xero_component.connections import Tenant

GONE = "DELETE /connections/"


def deletions(world: World) -> list[str]:
    return [call for call in world.wire.seen if call.startswith(GONE)]


async def test_a_person_disconnects_at_xero_and_here(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    link_id = world.store.get("acme").connection_id
    page = await browser.get(
        "/connect/main/disconnect", params={"connection": "acme", "return_to": f"{BUILDER}/x"}
    )
    assert "Disconnect from Xero?" in page.text
    assert FIRST in page.text
    assert world.names() == {"acme": FIRST}

    done = await browser.submit(page)

    assert "is no longer connected here" in done.text
    assert f"{BUILDER}/x?xero_result=disconnected&amp;xero_connection=acme" in done.text
    assert deletions(world) == [f"{GONE}{link_id}"]
    assert world.names() == {}


async def test_looking_does_not_disconnect(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")

    for _ in range(2):
        await browser.get("/connect/main/disconnect", params={"connection": "acme"})

    assert deletions(world) == []
    assert world.names() == {"acme": FIRST}


async def test_another_site_s_form_disconnects_nothing(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    page = await browser.get("/connect/main/disconnect", params={"connection": "acme"})
    token = page.text.split('name="token" value="')[1].split('"')[0]

    for site in ("cross-site", "same-site"):
        forged = {"Sec-Fetch-Site": site}
        reply = await browser.post("/connect/main/disconnect", {"token": token}, **forged)
        assert reply.status_code == 403
    for token in ("", "guess"):
        reply = await browser.post("/connect/main/disconnect", {"token": token})
        assert reply.status_code == 400
    stranger = await world.browser().submit(page)

    assert stranger.status_code == 403
    assert world.names() == {"acme": FIRST}


async def test_a_page_disconnects_once(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    page = await browser.get("/connect/main/disconnect", params={"connection": "acme"})
    await browser.submit(page)
    await browser.connect(connection="acme")

    assert "This step has ended" in (await browser.submit(page)).text
    assert world.names() == {"acme": FIRST}


async def test_the_other_organisations_of_a_grant_stay_connected(world: World):
    browser = world.browser()
    page = await browser.connect(who="all")
    ids = [one["id"] for one in world.sandbox.tenants]
    await browser.submit(page, organisation=ids, decision="connect")

    asked = await browser.get("/connect/main/disconnect", params={"connection": "demo-company-au"})
    await browser.submit(asked)

    assert world.names() == {"northwind-traders-ltd": SECOND}


async def test_a_dead_connection_is_forgotten_here_and_the_person_told(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    grant = world.store.load("acme")[1]
    world.store.update(replace(grant, reconnect_reason="Xero said invalid_grant."))

    done = await browser.submit(
        await browser.get("/connect/main/disconnect", params={"connection": "acme"})
    )

    assert "Xero no longer accepts its tokens" in done.text
    assert "Connected apps" in done.text
    assert world.names() == {}


async def test_an_organisation_with_another_connection_stays_connected_at_xero(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    connection, grant = world.store.load("acme")
    tenant = Tenant(
        tenant_id=connection.tenant_id or "",
        name=FIRST,
        connection_id=connection.connection_id or "",
    )
    world.store.save("twin", grant, tenant)

    done = await browser.submit(
        await browser.get("/connect/main/disconnect", params={"connection": "acme"})
    )

    assert "is to the same organisation" in done.text
    assert deletions(world) == []
    assert world.names() == {"twin": FIRST}


async def test_nothing_changes_when_xero_fails(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    world.wire.tamper = lambda request, reply: (
        httpx.Response(400) if request.method == "DELETE" else reply
    )

    page = await browser.submit(
        await browser.get("/connect/main/disconnect", params={"connection": "acme"})
    )

    assert page.status_code == 502
    assert world.names() == {"acme": FIRST}


async def test_what_is_not_this_app_s_is_not_shown(world: World):
    await world.browser().connect(connection="acme")
    browser = world.browser()

    other = await browser.get("/connect/main/disconnect?connection=beta")
    unnamed = await browser.get("/connect/main/disconnect")
    assert (other.status_code, unnamed.status_code) == (404, 400)
    assert "No connection is named" in unnamed.text
    for page in (other, unnamed):
        assert "Start again" not in page.text, "which would connect"
    assert (await browser.get("/connect/other/disconnect?connection=acme")).status_code == 404


async def test_a_link_disconnects_once_without_a_cookie(public: World):
    browser = public.browser()
    start = await browser.get(await public.link(connection="acme"))
    await browser.back(await browser.consent(await browser.submit(start)))
    assert public.names() == {"acme": FIRST}
    url = await public.link(connection="acme", purpose="disconnect")

    person = public.browser()
    page = await person.get(url, site="cross-site")
    assert "is no longer connected" in (await person.submit(page)).text

    assert public.names() == {}
    assert "This step has ended" in (await person.submit(page)).text
