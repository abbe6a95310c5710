"""What comes back from Xero's page is anybody's to forge: nothing is stored that was not asked."""

import anyio
import httpx
import pytest

from tests.runtimes.http_connect.driving import FIRST, LOCAL, PUBLIC, XERO, World, state_of

OWN = "__Host-xero_connect"


async def test_a_stranger_s_answer_is_refused_in_the_victim_s_browser(world: World):
    """Login CSRF: the victim would work in the attacker's organisation without knowing."""
    attacker, victim = world.browser(), world.browser()
    address = await attacker.consent(await attacker.to_xero(connection="acme"))

    page = await victim.back(address)

    assert page.status_code == 403
    assert "another browser" in page.text
    assert world.names() == {}


async def test_a_stranger_s_answer_is_refused_in_a_browser_that_is_connecting_itself(world: World):
    attacker, victim = world.browser(), world.browser()
    address = await attacker.consent(await attacker.to_xero(connection="acme"))
    await victim.to_xero(connection="acme")

    assert (await victim.back(address)).status_code == 403
    assert world.names() == {}


async def test_the_rightful_browser_goes_on_after_a_stranger_has_tried(world: World):
    browser = world.browser()
    address = await browser.consent(await browser.to_xero(connection="acme"))
    await world.browser().back(address)

    assert "Connected to Xero" in (await browser.back(address)).text


async def test_a_state_works_once(world: World):
    browser = world.browser()
    address = await browser.consent(await browser.to_xero(connection="acme"))
    await browser.back(address)
    before = world.store.get("acme")

    page = await browser.back(address)

    assert page.status_code == 400
    assert "This step has ended" in page.text
    assert world.store.get("acme") == before


async def test_of_two_answers_at_once_one_counts(world: World):
    browser = world.browser()
    address = await browser.consent(await browser.to_xero(connection="acme"))
    replies: list[httpx.Response] = []

    async def come_back() -> None:
        replies.append(await browser.get(address, site="cross-site"))

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(come_back)

    assert sorted(reply.status_code for reply in replies) == [303, 400, 400, 400]
    assert world.wire.seen.count("POST /connect/token") == 1
    assert world.names() == {"acme": FIRST}


async def test_a_state_ends_after_ten_minutes(world: World):
    browser = world.browser()
    at_xero = await browser.to_xero(connection="acme")
    world.sandbox.clock.advance(601)

    page = await browser.back(await browser.consent(at_xero))

    assert "This step has ended" in page.text
    assert world.names() == {}


@pytest.mark.parametrize("query", ["", "state=", "state=guess&code=x", "code=x", "error=x"])
async def test_an_answer_to_nothing_is_refused(world: World, query: str):
    page = await world.browser().get(f"/connect/main/callback?{query}", site="cross-site")

    assert page.status_code == 400
    assert "This step has ended" in page.text


async def test_two_states_are_none(world: World):
    browser = world.browser()
    address = await browser.consent(await browser.to_xero())

    assert (await browser.back(f"{address}&state=other")).status_code == 400
    assert world.names() == {}


async def test_a_code_of_another_consent_is_refused(world: World):
    """Code injection: PKCE binds the code to the verifier of the consent it was given for."""
    attacker, victim = world.browser(), world.browser()
    stolen = httpx.URL(await victim.consent(await victim.to_xero()))
    at_xero = await attacker.to_xero(connection="mine")
    own = state_of(at_xero.headers["location"])
    injected = stolen.copy_set_param("state", own)

    page = await attacker.back(str(injected))

    assert page.status_code == 400
    assert "Xero did not accept" in page.text
    assert world.names() == {}


async def test_an_answer_at_another_app_s_address_is_refused(world: World):
    """A mix-up would send the code of one app to where another app's codes go."""
    browser = world.browser()
    address = await browser.consent(await browser.to_xero(app="main"))

    page = await browser.back(address.replace("/connect/main/", "/connect/other/"))

    assert "This answer is for another app" in page.text
    assert "POST /connect/token" not in world.wire.seen
    assert world.names() == {}


async def test_an_answer_in_another_sender_s_name_is_refused(world: World):
    browser = world.browser()
    address = await browser.consent(await browser.to_xero())

    page = await browser.back(f"{address}&iss=https://evil.example")
    assert "not from Xero" in page.text
    assert "POST /connect/token" not in world.wire.seen

    assert "Connected" in (await browser.back(f"{address}&iss={XERO}")).text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", "Access was declined"),
        ("invalid_scope", "does not allow this app one of the scopes"),
        ("unauthorized_client", "Check Client ID and Client Secret"),
        ("temporarily_unavailable", "Xero cannot be reached"),
        ("<script>alert(1)</script>", "no reason that can be read"),
    ],
)
async def test_an_error_is_told_in_words_and_never_as_markup(world: World, error: str, said: str):
    browser = world.browser()
    state = state_of((await browser.to_xero()).headers["location"])
    query = {"state": state, "error": error, "error_description": "<img src=x onerror=alert(2)>"}

    page = await browser.get("/connect/main/callback", site="cross-site", params=query)

    assert said in page.text
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "alert(2)" not in page.text
    assert world.names() == {}


async def test_the_cookie_is_closed_to_scripts_and_other_hosts(public: World):
    browser = public.browser()
    start = await browser.get(await public.link(connection="acme"))
    reply = await browser.submit(start)

    cookie = reply.headers["set-cookie"]
    assert cookie.startswith(f"{OWN}=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"):
        assert part in cookie
    assert "Domain" not in cookie


async def test_on_this_machine_the_cookie_does_without_https(world: World):
    cookie = (await world.browser().to_xero()).headers["set-cookie"]

    assert cookie.startswith("xero_connect=")
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie


@pytest.mark.parametrize("cookie", ["", "short", "x" * 500, "<script>"])
async def test_a_cookie_that_is_not_ours_is_replaced(world: World, cookie: str):
    browser = world.browser()
    browser.http.cookies.set("xero_connect", cookie, domain="localhost.local")

    assert "Connected to Xero" in (await browser.connect(connection="acme")).text


async def test_a_page_of_another_site_cannot_send_the_browser_to_xero_by_itself(world: World):
    browser = world.browser()

    page = await browser.get("/connect/main", site="cross-site", params={"connection": "acme"})
    assert page.status_code == 200
    assert "Continue to Xero" in page.text

    reply = await browser.submit(page)
    assert reply.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:9999"},
    ],
)
async def test_a_form_of_another_site_is_refused(world: World, headers: dict[str, str]):
    browser = world.browser()
    page = await browser.get("/connect/main", site="cross-site")

    token = page.text.split('name="token" value="')[1].split('"')[0]
    reply = await browser.post("/connect/main", {"token": token}, **headers)

    assert reply.status_code == 403


async def test_a_form_s_token_works_in_its_own_browser_alone(world: World):
    page = await world.browser().get("/connect/main", site="cross-site")

    reply = await world.browser().submit(page)

    assert reply.status_code == 403
    assert "another browser" in reply.text


@pytest.mark.parametrize("host", ["evil.example", "localhost:1", "localhost@evil.example", ""])
async def test_no_other_name_makes_an_address_of_its_own(world: World, host: str):
    browser = world.browser()

    reply = await browser.get("/connect/main", headers={"Host": host})

    assert reply.status_code == 421
    assert "location" not in reply.headers


async def test_another_name_of_this_machine_leads_to_the_one_that_xero_knows(world: World):
    reply = await world.browser().get("/connect/main", headers={"Host": "127.0.0.1:8080"})

    assert reply.status_code == 421
    assert f'href="{LOCAL}/connect/main"' in reply.text


@pytest.mark.parametrize(
    "tricks",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Forwarded-Proto": "http"},
    ],
)
async def test_addresses_come_from_the_settings_and_from_no_header(
    public: World, tricks: dict[str, str]
):
    async with public.program() as http:
        reply = await http.post("/connect/main/links", json={}, headers=public.api_key() | tricks)

    if reply.status_code == 201:
        assert reply.json()["url"].startswith(f"{PUBLIC}/connect/main?link=")
    else:
        assert reply.status_code == 421
    assert "evil.example" not in reply.headers.get("location", "")


async def test_the_redirect_uri_is_the_server_s_own_whatever_the_request_says(world: World):
    reply = await world.browser().get("/connect/main", headers={"X-Forwarded-Host": "evil.example"})

    assert "evil" not in reply.headers["location"]
    assert httpx.URL(reply.headers["location"]).params["redirect_uri"].startswith(LOCAL)


@pytest.mark.parametrize(
    "body",
    [
        b"token=" + b"x" * 300_000,
        b"token=\xff\xfe",
        b"&".join(b"token=x" for _ in range(6000)),
    ],
    ids=["large", "no UTF-8", "many fields"],
)
async def test_a_form_that_cannot_be_read_is_refused(world: World, body: bytes):
    reply = await world.browser().http.post("/connect/main", content=body)

    assert reply.status_code == 400
    assert "The form could not be read" in reply.text


@pytest.mark.parametrize("body", ["", "token=", "token=guess", "token=a&token=b", '{"token": "x"}'])
async def test_a_form_without_a_token_starts_nothing(world: World, body: str):
    reply = await world.browser().http.post("/connect/main", content=body)

    assert reply.status_code == 400
    assert "location" not in reply.headers
