"""A person connects: one organisation or several, for the first time or again."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.runtimes.http_connect.driving import (
    APPS,
    BUILDER,
    FIRST,
    LOCAL,
    SECOND,
    XERO,
    Browser,
    World,
    opened,
)
from xero_component.connections import Connection


def ids(world: World) -> dict[str, str]:
    return {one["name"]: one["id"] for one in world.sandbox.tenants}


def mark_dead(world: World, name: str) -> None:
    grant = world.store.load(name)[1]
    assert world.store.update(replace(grant, reconnect_reason="Xero said invalid_grant."))


def has_died(world: World, name: str) -> bool:
    connection: Connection = world.store.get(name)
    return connection.needs_reconnect


async def choose(browser: Browser, page: object, *organisations: str, **more: str):
    """Tick organisations by name on the page of choices and send it."""
    known = ids(browser.world)
    chosen = [known.get(one, one) for one in organisations]
    fields = {"organisation": chosen, "decision": "connect"} | more
    reply = await browser.submit(page, **fields)  # type: ignore[arg-type]
    if reply.status_code == 303:
        return await browser.get(reply.headers["location"], site="same-origin")
    return reply


async def test_a_person_connects_one_organisation(world: World):
    page = await world.browser().connect(connection="acme")

    assert page.status_code == 200
    assert "Connected to Xero" in page.text
    assert FIRST in page.text
    assert "Alex Sandbox (alex@sandbox.example)" in page.text
    assert world.names() == {"acme": FIRST}


async def test_the_last_page_can_be_read_again_and_holds_neither_code_nor_state(world: World):
    browser = world.browser()
    page = await browser.connect(connection="acme")

    again = await browser.get(str(page.request.url))

    assert again.text == page.text
    assert again.request.url.query == b""


async def test_what_xero_is_asked_for_is_bound_to_this_consent(world: World):
    browser = world.browser()
    asked = [
        parse_qs(urlsplit((await browser.to_xero()).headers["location"]).query) for _ in range(2)
    ]

    for one in asked:
        assert one["code_challenge_method"] == ["S256"]
        assert one["redirect_uri"] == [f"{LOCAL}/connect/main/callback"]
        assert {"openid", "profile", "email", *APPS["main"]["scopes"].split()} == set(
            one["scope"][0].split()
        )
    for secret in ("state", "nonce", "code_challenge"):
        assert asked[0][secret] != asked[1][secret]
        assert len(asked[0][secret][0]) >= 43


async def test_an_app_without_a_secret_connects_too(world: World):
    page = await world.browser().connect(app="other", connection="acme")

    assert "Connected to Xero" in page.text
    assert world.store.load("acme")[1].client_id == APPS["other"]["client_id"]


async def test_several_organisations_become_connections_of_one_grant(world: World):
    browser = world.browser()
    page = await browser.connect(who="all")
    assert 'type="checkbox"' in page.text

    done = await choose(browser, page, FIRST, SECOND)

    assert "Connected to Xero" in done.text
    assert world.names() == {"demo-company-au": FIRST, "northwind-traders-ltd": SECOND}
    assert len({one.grant_id for one in world.store.list()}) == 1


async def test_only_what_was_chosen_is_connected(world: World):
    browser = world.browser()
    await choose(browser, await browser.connect(who="all"), SECOND)

    assert world.names() == {"northwind-traders-ltd": SECOND}


async def test_a_connection_asked_for_by_name_gets_one_organisation(world: World):
    browser = world.browser()
    page = await browser.connect(who="all", connection="acme")
    assert 'type="radio"' in page.text

    refused = await choose(browser, page, FIRST, SECOND)
    assert refused.status_code == 400
    assert "Choose one organisation" in refused.text
    assert world.names() == {}

    await choose(browser, refused, SECOND)
    assert world.names() == {"acme": SECOND}


@pytest.mark.parametrize("organisations", [(), ("00000000-not-offered",), (FIRST, "x")])
async def test_a_choice_that_is_none_is_asked_again(world: World, organisations: tuple[str, ...]):
    browser = world.browser()
    page = await browser.connect(who="all")

    refused = await choose(browser, page, *organisations)

    assert refused.status_code == 400
    assert "Choose at least one organisation" in refused.text
    assert world.names() == {}


async def test_a_choice_is_taken_once_even_when_sent_twice(world: World):
    browser = world.browser()
    page = await browser.connect(who="all")
    await choose(browser, page, FIRST)

    again = await choose(browser, page, SECOND)

    assert again.status_code == 400
    assert "This step has ended" in again.text
    assert world.names() == {"demo-company-au": FIRST}


async def test_a_choice_ends_after_ten_minutes(world: World):
    browser = world.browser()
    page = await browser.connect(who="all")
    world.sandbox.clock.advance(601)

    late = await choose(browser, page, FIRST)

    assert "This step has ended" in late.text
    assert world.names() == {}


async def test_a_choice_can_be_cancelled(world: World):
    browser = world.browser()
    page = await browser.connect(who="all")

    cancelled = await choose(browser, page, FIRST, decision="cancel")

    assert "Nothing was connected" in cancelled.text
    assert "This step has ended" in (await choose(browser, page, FIRST)).text
    assert world.names() == {}


async def test_new_names_never_take_the_place_of_other_connections(world: World):
    browser = world.browser()
    await browser.connect(who=SECOND, connection="demo-company-au")

    await browser.connect(who=FIRST)

    assert world.names() == {"demo-company-au": SECOND, "demo-company-au-2": FIRST}


async def test_connecting_again_without_a_name_keeps_the_name_that_there_is(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    before = world.store.get("acme").grant_id

    await browser.connect()

    assert world.names() == {"acme": FIRST}
    assert world.store.get("acme").grant_id != before


async def test_a_dead_connection_works_again_and_so_do_those_of_the_same_grant(world: World):
    browser = world.browser()
    await choose(browser, await browser.connect(who="all"), FIRST, SECOND)
    mark_dead(world, "demo-company-au")
    assert has_died(world, "northwind-traders-ltd")

    page = await browser.connect(who="all", connection="demo-company-au")

    assert "“northwind-traders-ltd” to Northwind Traders Ltd works again too" in page.text
    assert not has_died(world, "demo-company-au")
    assert not has_died(world, "northwind-traders-ltd")
    assert len({one.grant_id for one in world.store.list()}) == 1


async def test_another_user_takes_over_nothing_but_what_was_asked_for(world: World):
    browser = world.browser()
    await choose(browser, await browser.connect(who="all"), FIRST, SECOND)
    mark_dead(world, "demo-company-au")
    grant = world.store.load("demo-company-au")[1]
    assert world.store.update(replace(grant, user_id="somebody-else", user_name="Sam"))

    await browser.connect(who="all", connection="demo-company-au")

    assert not has_died(world, "demo-company-au")
    assert has_died(world, "northwind-traders-ltd")


async def test_a_connection_that_works_keeps_its_grant_when_another_one_is_made_anew(world: World):
    browser = world.browser()
    await choose(browser, await browser.connect(who="all"), FIRST, SECOND)
    before = world.store.get("northwind-traders-ltd").grant_id

    await browser.connect(who="all", connection="demo-company-au")

    assert world.store.get("northwind-traders-ltd").grant_id == before


async def test_a_connection_is_never_moved_to_another_organisation(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    before = world.store.get("acme")

    page = await browser.connect(who=SECOND, connection="acme")

    assert page.status_code == 409
    assert "The connection “acme” is to Demo Company (AU)" in page.text
    assert "Start again" in page.text
    assert world.store.get("acme") == before


async def test_a_person_is_told_when_another_user_had_connected(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    grant = world.store.load("acme")[1]
    world.store.update(replace(grant, user_id="somebody-else", user_name="Sam (sam@x.example)"))

    page = await browser.connect(connection="acme")

    assert "Another user of Xero had connected “acme” before: Sam (sam@x.example)" in page.text
    assert world.store.load("acme")[1].user_name == "Alex Sandbox (alex@sandbox.example)"


async def test_the_same_user_connects_again_without_a_note(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")

    assert "Another user" not in (await browser.connect(connection="acme")).text


async def test_an_organisation_gets_no_second_connection_of_the_same_app(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")

    page = await browser.connect(connection="beta")

    assert page.status_code == 409
    assert "is connected already, as “acme”" in page.text
    assert world.names() == {"acme": FIRST}


async def test_an_organisation_that_is_connected_already_cannot_be_ticked(world: World):
    browser = world.browser()
    await browser.connect(connection="acme")
    page = await browser.connect(who="all", connection="beta")

    assert re.search(rf'value="{ids(world)[FIRST]}" disabled', page.text)
    assert "Connected already, as “acme”" in page.text
    assert (await choose(browser, page, FIRST)).status_code == 400
    await choose(browser, page, SECOND)
    assert world.names() == {"acme": FIRST, "beta": SECOND}


async def test_another_app_does_not_take_the_name_of_a_connection(world: World):
    await world.browser().connect(connection="acme")

    page = await world.browser().get("/connect/other", params={"connection": "acme"})

    assert page.status_code == 409
    assert "The name is in use" in page.text


async def test_declining_says_what_to_do_next(world: World):
    page = await world.browser().connect(who="deny", connection="acme", return_to=f"{BUILDER}/x")

    assert "Access was declined on Xero&#39;s page" in page.text
    assert f'href="{LOCAL}/connect/main?connection=acme&amp;return_to=' in page.text
    assert f'href="{BUILDER}/x?xero_result=declined"' in page.text
    assert world.names() == {}


async def test_the_last_page_leads_back_to_the_builder(world: World):
    page = await world.browser().connect(connection="acme", return_to=f"{BUILDER}/done?flow=7")

    back = f"{BUILDER}/done?flow=7&amp;xero_result=connected&amp;xero_connection=acme"
    assert f'href="{back}"' in page.text
    assert "Back to builder.example" in page.text


async def test_another_process_serves_the_way_back(world: World):
    browser = world.browser()
    address = await browser.consent(await browser.to_xero(connection="acme"))
    folder = Path(str(world.server.database.file)).parent
    with opened(folder, world.sandbox) as second:
        other = second.browser()
        other.http.cookies = browser.http.cookies

        page = await other.back(address)

    assert "Connected to Xero" in page.text
    assert world.names() == {"acme": FIRST}


async def test_an_unknown_app_is_told_on_a_page(world: World):
    page = await world.browser().get("/connect/nobody")

    assert page.status_code == 404
    assert "No such app" in page.text


async def test_the_address_of_the_sandbox_is_where_the_person_is_sent(world: World):
    reply = await world.browser().to_xero()

    assert reply.headers["location"].startswith(f"{XERO}/identity/connect/authorize?")


@pytest.mark.parametrize("name", ["x" * 201, "a\nb", "   \t"])
async def test_a_name_that_is_none_is_refused(world: World, name: str):
    page = await world.browser().get("/connect/main", params={"connection": name})

    assert page.status_code == 400
    assert "The name cannot be used" in page.text


async def test_emoji_make_a_name_as_good_as_any(world: World):
    page = await world.browser().connect(connection="Büro 🧾")

    assert "Büro 🧾" in page.text
    assert world.names() == {"Büro 🧾": FIRST}


async def test_of_two_consents_for_one_new_name_the_second_organisation_is_refused(world: World):
    """Both were offered the name before either had it."""
    first, second = world.browser(), world.browser()
    pages = [await one.connect(who="all", connection="acme") for one in (first, second)]

    await choose(first, pages[0], FIRST)
    refused = await choose(second, pages[1], SECOND)

    assert refused.status_code in {400, 409}
    assert world.names() == {"acme": FIRST}
