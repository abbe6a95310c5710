"""Secrets stay where they belong: in no log, no page, no address that stays, no database file."""

import logging
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.runtimes.http_connect.driving import PUBLIC, World, state_of
from xero_component.sandbox.identity.applications import CLIENT_SECRET


def secrets_of(*addresses: str) -> set[str]:
    found = set()
    for address in addresses:
        given = parse_qs(urlsplit(address).query)
        for name in ("state", "code", "nonce", "code_challenge", "link"):
            found |= set(given.get(name, ()))
    return found


def is_browser_s(line: str) -> bool:
    """Tell whether a line is from the client that plays the browser."""
    return line.startswith("HTTP Request") and (PUBLIC in line or "/connect/authorize" in line)


def in_database(world: World) -> bytes:
    file = world.server.database.file
    assert file is not None
    return b"".join(Path(f"{file}{end}").read_bytes() for end in ("", "-wal"))


async def test_no_secret_is_in_a_log_a_page_or_the_database(
    public: World, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    secrets: set[str] = {CLIENT_SECRET}
    verifiers: list[bytes] = []

    def watch(request: httpx.Request, reply: httpx.Response) -> httpx.Response:
        if request.url.path == "/connect/token":
            secrets.update(value for value in reply.json().values() if isinstance(value, str))
            verifiers.append(request.content)
        return reply

    public.wire.tamper = watch
    browser = public.browser()
    link = await public.link()
    at_xero = await browser.submit(await browser.get(link))
    address = await browser.consent(at_xero, "all")
    kept_while_asked = in_database(public)
    choice = await browser.back(address)
    kept_while_choosing = in_database(public)
    ids = [one["id"] for one in public.sandbox.tenants]
    reply = await browser.submit(choice, organisation=ids, decision="connect")
    done = await browser.get(reply.headers["location"])
    again = await browser.back(address)
    elsewhere = await public.browser().back(address)

    secrets |= secrets_of(link, at_xero.headers["location"], address)
    secrets |= set(parse_qs(verifiers[0].decode())["code_verifier"])
    secrets |= set(dict(browser.http.cookies).values())
    secrets -= {"Bearer", choice.request.url.path} | {one for one in secrets if " " in one}
    assert len(secrets) >= 10
    logged = "\n".join(line for line in caplog.messages if not is_browser_s(line))
    assert "/connect/token" in logged
    pages = (choice, done, again, elsewhere)
    shown = "\n".join(page.text + str(page.request.url.path) for page in pages)
    for secret in secrets:
        assert secret not in logged
        assert secret not in shown
        for kept in (kept_while_asked, kept_while_choosing, in_database(public)):
            assert secret.encode() not in kept


async def test_a_user_s_name_is_not_in_the_database(world: World):
    await world.browser().connect(connection="acme")

    assert b"alex@sandbox.example" not in in_database(world)
    assert world.store.load("acme")[1].user_name == "Alex Sandbox (alex@sandbox.example)"


async def test_a_step_shows_no_secret_of_its_own(world: World):
    browser = world.browser()
    state = state_of((await browser.to_xero()).headers["location"])
    kept = world.store.consent_steps.find(state, "Asked")

    assert kept is not None
    assert "verifier" in kept.details
    assert "verifier" not in repr(kept)


async def test_steps_that_have_ended_do_not_stay(world: World):
    for _ in range(3):
        await world.browser().to_xero()
    world.sandbox.clock.advance(601)
    await world.browser().to_xero()

    with world.server.database.read() as work:
        rows = work.exec_driver_sql("SELECT count(*) FROM xero_consent_steps").scalar_one()
    assert rows == 1
