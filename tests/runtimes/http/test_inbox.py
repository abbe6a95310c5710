"""Xero's deliveries go into the inbox; programs look, pull, acknowledge and replay over HTTP."""

import base64
import hashlib
import hmac
from typing import Any

import pytest

from tests.runtimes.http.site import Site, assert_fits, assert_problem
from tests.triggers.deliveries import EVENT, HEADER, KEY, body_of
from xero_component.store import schema

SCHEMAS = "#/components/schemas/"
OTHER = {**EVENT, "resourceId": "2680bcd0-e294-5064-af6c-245ab5b8d079", "eventCategory": "INVOICE"}


TABLES = (
    schema.webhook_jobs,
    schema.webhook_events,
    schema.webhook_subscriptions,
    schema.webhook_sequences,
    schema.webhook_gaps,
)


@pytest.fixture
def site(shared: Site) -> Site:
    """A server whose inbox is empty."""
    with shared.server.database.write() as work:
        for table in TABLES:
            work.execute(table.delete())
    return shared


async def deliver(site: Site, *events: dict[str, Any], first: int = 1) -> int:
    body = body_of(*events, first=first)
    digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
    headers = {HEADER: base64.b64encode(digest).decode()}
    reply = await site.caller.post("/webhooks/xero", content=body, headers=headers)
    assert reply.content == b""
    return reply.status_code


async def send(site: Site, method: str, path: str, body: Any = None) -> Any:
    reply = await site.caller.request(method, path, json=body)
    assert reply.status_code == 200, reply.text
    paths = site.app.openapi()["paths"]
    found = paths.get(path) or paths[next(one for one in paths if _is(one, path))]
    answer = found[method.lower()]["responses"]["200"]["content"]["application/json"]["schema"]
    assert_fits(site.app.openapi(), answer, reply.content)
    return reply.json()


def _is(template: str, path: str) -> bool:
    parts = list(zip(template.split("/"), path.split("?")[0].split("/"), strict=False))
    same_length = template.count("/") == path.split("?")[0].count("/")
    return same_length and all(ours.startswith("{") or ours == theirs for ours, theirs in parts)


async def test_events_are_kept_shown_pulled_and_acknowledged(site: Site) -> None:
    filters = {"categories": ["INVOICE"]}
    assert await send(site, "PUT", "/inbox/subscriptions/flow", filters) == {"done": True}
    assert await deliver(site, EVENT, OTHER) == 200

    listed = (await send(site, "GET", "/inbox/events"))["events"]
    assert [one["event"]["resourceId"] for one in listed] == [
        EVENT["resourceId"],
        OTHER["resourceId"],
    ]
    shown = await send(site, "GET", f"/inbox/events/{listed[1]['id']}")
    assert shown["subscriptions"][0]["state"] == "pending"

    [pulled] = (await send(site, "POST", "/inbox/subscriptions/flow/pull", {"limit": 5}))["events"]
    assert pulled["event"]["resourceId"] == OTHER["resourceId"]
    assert (await send(site, "POST", "/inbox/subscriptions/flow/pull"))["events"] == []
    done = await send(site, "POST", "/inbox/acknowledge", {"ids": [pulled["id"]]})
    assert done == {"count": 1}
    again = await send(site, "POST", "/inbox/acknowledge", {"ids": [pulled["id"]]})
    assert again == {"count": 0}
    waiting = (await send(site, "GET", "/inbox/events?state=pending"))["events"]
    assert waiting == []


async def test_an_event_is_replayed_and_rejected(site: Site) -> None:
    await send(site, "PUT", "/inbox/subscriptions/flow")
    await deliver(site, EVENT)
    [pulled] = (await send(site, "POST", "/inbox/subscriptions/flow/pull"))["events"]
    reject = {"id": pulled["id"], "reason": "the flow is off"}
    assert await send(site, "POST", "/inbox/reject", reject) == {"done": True}
    [event] = (await send(site, "GET", "/inbox/events"))["events"]
    assert event["subscriptions"][0]["reason"] == "the flow is off"
    assert await send(site, "POST", "/inbox/replay-parked") == {"count": 0}

    await send(site, "PUT", "/inbox/subscriptions/other")
    replay = {"subscription": "other"}
    path = f"/inbox/events/{event['id']}/replay"
    assert await send(site, "POST", path, replay) == {"count": 1}
    assert len((await send(site, "POST", "/inbox/subscriptions/other/pull"))["events"]) == 1


async def test_a_delivery_that_comes_again_is_kept_once(site: Site) -> None:
    assert [await deliver(site, EVENT), await deliver(site, EVENT)] == [200, 200]
    assert len((await send(site, "GET", "/inbox/events"))["events"]) == 1


async def test_missing_numbers_are_shown(site: Site) -> None:
    await deliver(site, EVENT, first=1)
    await deliver(site, OTHER, first=5)
    [gap] = (await send(site, "GET", "/inbox/gaps"))["gaps"]
    assert (gap["first"], gap["last"]) == (2, 4)


async def test_subscriptions_come_and_go(site: Site) -> None:
    await send(site, "PUT", "/inbox/subscriptions/flow", {"event_types": ["CREATE"]})
    [one] = (await send(site, "GET", "/inbox/subscriptions"))["subscriptions"]
    assert (one["name"], one["kind"], one["event_types"]) == ("flow", "pull", ["create"])
    assert await send(site, "DELETE", "/inbox/subscriptions/flow") == {"done": True}
    assert await send(site, "DELETE", "/inbox/subscriptions/flow") == {"done": False}
    gone = await site.caller.post("/inbox/subscriptions/flow/pull")
    assert_problem(gone, 404, "address")


async def test_a_name_that_a_program_handles_is_taken(site: Site) -> None:
    async def handle(_event: object) -> None:
        raise AssertionError("nothing is delivered")

    site.server.inbox.subscribe("handled", handle)
    for method, path in (("PUT", ""), ("POST", "/pull")):
        reply = await site.caller.request(method, f"/inbox/subscriptions/handled{path}")
        assert_problem(reply, 409, "subscription-taken")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/inbox/acknowledge", {"ids": ["1"]}),
        ("/inbox/acknowledge", {"ids": ["9" * 30 + "-1-a"]}),
        ("/inbox/acknowledge", {"ids": "1-1-a"}),
        ("/inbox/acknowledge", {}),
        ("/inbox/reject", {"id": "x", "reason": 1}),
        ("/inbox/replay-parked", {"subscription": "a\0b"}),
        ("/inbox/replay-parked", {"subscription": "nobody"}),
        ("/inbox/events/7/replay", {}),
        ("/inbox/subscriptions/flow/pull", {"limit": 0}),
        ("/inbox/subscriptions/flow/pull", {"lease": -1}),
        ("/inbox/subscriptions/flow/pull", {"lease": 1e400}),
    ],
)
async def test_what_makes_no_sense_is_refused(site: Site, path: str, body: Any) -> None:
    await send(site, "PUT", "/inbox/subscriptions/flow")
    text = str(body).replace("'", '"').replace("inf", "1e400").replace("\\x00", "\\u0000")
    headers = {"Content-Type": "application/json"}
    reply = await site.caller.post(path, content=text, headers=headers)
    assert_problem(reply, 422, "input")


async def test_without_a_webhook_key_nothing_is_taken(public: Site) -> None:
    reply = await public.caller.post("/webhooks/xero", content=body_of(EVENT))
    assert_problem(reply, 404, "no-webhook-key")
