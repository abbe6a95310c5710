"""A server that is stopped says what became of the requests that it cannot let end."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from tests.runtimes.http.site import Site, assert_problem
from xero_component.component import component
from xero_component.runtimes.http import serving
from xero_component.runtimes.http.cut_off import CutOff as Answering
from xero_component.runtimes.settings import load_settings

CONTACT = {"name": "Sunrise Café"}
KEY = {"Idempotency-Key": "cut-off"}
CutOff = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> CutOff:
    """Cancel a request once Xero has done its part, as a server does that has no time left."""
    answered = anyio.Event()

    async def held(reply: httpx.Response) -> None:
        if reply.url.path.startswith("/api.xro/"):
            answered.set()
            await anyio.sleep_forever()

    async def request(method: str, path: str, **more: Any) -> httpx.Response:
        with monkeypatch.context() as changed:
            changed.setattr(site.to_sandbox, "event_hooks", {"request": [], "response": [held]})
            asking = asyncio.create_task(site.caller.request(method, path, **more))
            await answered.wait()
            asking.cancel()
            return await asking

    return request


async def test_nobody_knows_what_became_of_a_write(cut_off: CutOff) -> None:
    reply = await cut_off("POST", "/actions/create_contact", json=CONTACT)
    problem = assert_problem(reply, 409, "outcome-unknown")
    assert problem["group"] == "outcome_unknown"
    assert problem["advice"].startswith("Look whether it was carried out")


async def test_with_a_key_it_is_sent_again_and_posts_nothing_twice(
    site: Site, cut_off: CutOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.server.answers, "lease_seconds", 0.1)
    reply = await cut_off("POST", "/actions/create_contact", json=CONTACT, headers=KEY)
    problem = assert_problem(reply, 409, "outcome-unknown")
    assert "with the same Idempotency-Key" in problem["advice"]

    again = await site.act("create_contact", CONTACT, headers=KEY)

    assert again.json()["Name"] == "Sunrise Café"
    sent = site.written()
    assert len(sent) == 2
    assert len({one["idempotency_key"] for one in sent}) == 1
    named = await site.act("list_contacts", {"search_term": "Sunrise"})
    assert len(named.json()["records"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/actions/list_contacts", {}),
        ("GET", "/data-sources/contacts", None),
        ("POST", "/triggers/contact_created/latest", {"input": {}}),
    ],
)
async def test_what_only_reads_is_asked_for_again(
    cut_off: CutOff, method: str, path: str, body: Any
) -> None:
    reply = await cut_off(method, path, json=body)
    assert_problem(reply, 503, "unavailable")


async def test_the_web_server_lets_it_answer_when_time_is_over() -> None:
    begun = asyncio.Event()

    async def stuck(_request: Request) -> None:
        begun.set()
        await asyncio.Event().wait()

    path = "/actions/create_contact"
    app = Answering(Starlette(routes=[Route(path, stuck, methods=["POST"])]), component)
    server = uvicorn.Server(serving._config(app, load_settings(shutdown_seconds=0)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(server.serve(sockets=[listener]))
        async with httpx.AsyncClient(trust_env=False) as caller:
            url = serving.base_url(*listener.getsockname()) + path
            asking = asyncio.create_task(caller.post(url))
            await begun.wait()
            server.should_exit = True
            reply = await asking
        await running
    assert_problem(reply, 409, "outcome-unknown")
