import logging
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.triggers.deliveries import EVENT, HEADER, INTENT_TO_RECEIVE, KEY, body_of, hmac_by_hand
from xero_component.triggers._endpoint import WebhookApp
from xero_component.triggers._events import WebhookDelivery
from xero_component.triggers.webhook import WebhookInput

SETTINGS = WebhookInput.model_validate({"webhook_key": KEY})


class Inbox:
    """Keeps deliveries, or fails to."""

    def __init__(self) -> None:
        self.kept: list[WebhookDelivery] = []
        self.broken = False

    async def __call__(self, delivery: WebhookDelivery) -> None:
        await anyio.lowlevel.checkpoint()
        if self.broken:
            raise OSError("disk full")
        self.kept.append(delivery)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def app(inbox: Inbox) -> WebhookApp:
    return WebhookApp(SETTINGS, inbox, largest_body=2000)


async def post(app: Any, body: bytes, path: str = "/", **headers: str) -> httpx.Response:
    signed = {HEADER: hmac_by_hand(body, KEY), **headers}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
        return await client.post(path, content=body, headers=signed)


async def exchange(app: WebhookApp, receive: Any, **scope: Any) -> list[Any]:
    """Run the application on messages made by hand; return what it sent."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await app({"type": "http", "method": "POST", "headers": [], **scope}, receive, send)
    return sent


async def test_200_comes_after_the_delivery_is_kept(app: WebhookApp, inbox: Inbox):
    order: list[str] = []
    keep = inbox.__call__

    async def on_delivery(delivery: WebhookDelivery) -> None:
        await keep(delivery)
        order.append("kept")

    body = body_of(EVENT)
    parts = iter([{"type": "http.request", "body": body}])

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        order.append(str(message.get("status", "")))

    signature = hmac_by_hand(body, KEY).encode()
    await WebhookApp(SETTINGS, on_delivery)(
        {"type": "http", "method": "POST", "headers": [(HEADER.encode(), signature)]},
        receive,
        send,
    )

    assert order == ["kept", "200", ""]
    assert len(inbox.kept) == 1


async def test_every_answer_is_empty_and_sets_no_cookie(app: WebhookApp, inbox: Inbox):
    right = await post(app, body_of(EVENT))
    wrong = await post(app, body_of(EVENT), **{HEADER: "wrong"})
    inbox.broken = True
    failed = await post(app, body_of(EVENT))

    assert [reply.status_code for reply in (right, wrong, failed)] == [200, 401, 500]
    for reply in (right, wrong, failed):
        assert reply.content == b""
        assert dict(reply.headers) == {"content-length": "0"}


async def test_a_wrong_signature_keeps_nothing(app: WebhookApp, inbox: Inbox):
    assert (await post(app, body_of(EVENT), **{HEADER: "wrong"})).status_code == 401
    assert inbox.kept == []


async def test_intent_to_receive_keeps_nothing(app: WebhookApp, inbox: Inbox):
    assert (await post(app, INTENT_TO_RECEIVE)).status_code == 200
    assert (await post(app, INTENT_TO_RECEIVE, **{HEADER: "wrong"})).status_code == 401
    assert inbox.kept == []


async def test_a_handler_that_fails_makes_xero_deliver_again(
    app: WebhookApp, inbox: Inbox, caplog: pytest.LogCaptureFixture
):
    inbox.broken = True
    with caplog.at_level(logging.ERROR, "xero_component.webhook"):
        assert (await post(app, body_of(EVENT))).status_code == 500
    inbox.broken = False

    assert (await post(app, body_of(EVENT))).status_code == 200
    assert len(inbox.kept) == 1
    assert "disk full" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_other_methods_are_refused(app: WebhookApp, inbox: Inbox, method: str):
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
        reply = await client.request(method, "/")

    assert (reply.status_code, reply.headers["allow"], reply.content) == (405, "POST", b"")
    assert inbox.kept == []


async def test_a_signature_that_is_sent_twice_fails(app: WebhookApp, inbox: Inbox):
    body = body_of(EVENT)
    signature = (HEADER.encode(), hmac_by_hand(body, KEY).encode())

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    sent = await exchange(app, receive, headers=[signature, signature])

    assert sent[0]["status"] == 401
    assert inbox.kept == []


async def test_a_signature_outside_ascii_fails(app: WebhookApp):
    async def receive() -> Any:
        return {"type": "http.request", "body": body_of(EVENT)}

    sent = await exchange(app, receive, headers=[(HEADER.encode(), b"\xff\xe9")])

    assert sent[0]["status"] == 401


async def test_a_body_in_pieces_is_put_together(app: WebhookApp, inbox: Inbox):
    body = body_of(EVENT)
    pieces = iter(
        [
            *({"type": "http.request", "body": body[n : n + 7], "more_body": True}
              for n in range(0, len(body), 7)),
            {"type": "http.request"},
        ]
    )  # fmt: skip

    async def receive() -> Any:
        return next(pieces)

    headers = [(HEADER.encode(), hmac_by_hand(body, KEY).encode())]
    assert (await exchange(app, receive, headers=headers))[0]["status"] == 200
    assert len(inbox.kept) == 1


async def test_the_largest_body_is_taken_and_a_larger_one_refused(app: WebhookApp, inbox: Inbox):
    filled = body_of(EVENT, padding="")
    whole = body_of(EVENT, padding="x" * (2000 - len(filled)))
    larger = body_of(EVENT, padding="x" * (2001 - len(filled)))

    assert len(whole) == 2000
    assert (await post(app, whole)).status_code == 200
    assert (await post(app, larger)).status_code == 413
    assert len(inbox.kept) == 1


async def test_an_endless_body_is_refused_before_it_ends(app: WebhookApp):
    taken = 0

    async def receive() -> Any:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    sent = await exchange(app, receive)

    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert taken == 21


async def test_a_client_that_sends_too_slowly_is_let_go(inbox: Inbox):
    app = WebhookApp(SETTINGS, inbox, patience=0)

    async def receive() -> Any:
        await anyio.sleep_forever()

    sent = await exchange(app, receive)

    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert inbox.kept == []


async def test_a_client_that_goes_away_starts_nothing(app: WebhookApp, inbox: Inbox):
    messages: Iterator[Any] = iter(
        [
            {"type": "http.request", "body": body_of(EVENT)[:10], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> Any:
        return next(messages)

    sent = await exchange(app, receive)

    assert sent[0]["status"] == 413
    assert inbox.kept == []


async def test_start_and_end_of_the_host_are_acknowledged(app: WebhookApp):
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(messages)

    sent = await exchange(app, receive, type="lifespan")

    assert sent == [
        {"type": "lifespan.startup.complete"},
        {"type": "lifespan.shutdown.complete"},
    ]


async def test_a_websocket_is_left_alone(app: WebhookApp):
    async def receive() -> Any:
        raise AssertionError("nothing is read")

    assert await exchange(app, receive, type="websocket") == []


async def test_a_host_can_mount_it_under_a_path(app: WebhookApp, inbox: Inbox):
    host = Starlette(routes=[Mount("/hooks/xero", app=app)])

    assert (await post(host, body_of(EVENT), "/hooks/xero/")).status_code == 200
    assert (await post(host, body_of(EVENT), "/hooks/other")).status_code == 404
    assert len(inbox.kept) == 1


async def test_deliveries_that_arrive_at_once_are_all_kept(app: WebhookApp, inbox: Inbox):
    async with anyio.create_task_group() as tasks:
        for number in range(20):
            tasks.start_soon(post, app, body_of(EVENT, first=number))

    assert sorted(d["firstEventSequence"] for d in inbox.kept) == list(range(20))
