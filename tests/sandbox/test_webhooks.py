"""The webhook sender: events, signatures, order, retries and the handshake."""

from collections.abc import AsyncIterator
from threading import Event
from typing import Any

import anyio
import httpx
import pytest
from anyio import to_thread, wait_all_tasks_blocked

from tests.sandbox.fake_ledger import DEMO, FakeLedger, change
from tests.sandbox.oauth_client import OAuthClient
from tests.sandbox.receiver import Receiver
from xero_component.sandbox import Sandbox, webhooks
from xero_component.sandbox.webhook_receiver import Answer, check_url, post
from xero_component.sandbox.webhooks import LARGEST_BATCH


async def test_event_has_xero_s_fields(listened: Sandbox, receiver: Receiver) -> None:
    listened.webhooks.note(change(7))
    await listened.webhooks.flush()
    delivered = receiver.next()
    assert delivered["events"] == [
        {
            "resourceUrl": "https://api.xero.com/api.xro/2.0/Invoices/7",
            "resourceId": "7",
            "tenantId": DEMO.id,
            "tenantType": "ORGANISATION",
            "eventCategory": "INVOICE",
            "eventType": "UPDATE",
            "eventDateUtc": "2026-03-02T09:30:00.000",
        }
    ]
    assert (delivered["firstEventSequence"], delivered["lastEventSequence"]) == (1, 1)
    assert delivered["entropy"]


async def test_newer_categories_carry_data(listened: Sandbox, receiver: Receiver) -> None:
    listened.webhooks.note(change(Type="ACCRECCREDIT", Status="PAID"))
    await listened.webhooks.flush()
    assert receiver.next()["events"][0]["data"] == {"Type": "ACCRECCREDIT", "Status": "PAID"}


async def test_many_changes_come_in_batches_with_numbers_that_follow_on(
    listened: Sandbox, receiver: Receiver
) -> None:
    for number in range(LARGEST_BATCH + 5):
        listened.webhooks.note(change(number))
    await listened.webhooks.flush()
    first, second = receiver.next(), receiver.next()
    assert (first["firstEventSequence"], first["lastEventSequence"]) == (1, LARGEST_BATCH)
    assert second["firstEventSequence"] == LARGEST_BATCH + 1
    assert len(second["events"]) == 5
    sent = [event["resourceId"] for event in first["events"] + second["events"]]
    assert sent == [str(number) for number in range(LARGEST_BATCH + 5)]


async def test_delivery_is_tried_three_times_and_then_kept(
    listened: Sandbox, receiver: Receiver
) -> None:
    receiver.failures = 2
    listened.webhooks.note(change(1))
    await listened.webhooks.flush()
    assert receiver.next()["events"][0]["resourceId"] == "1"
    receiver.failures = 4
    listened.webhooks.note(change(2))
    await listened.webhooks.flush()
    assert receiver.bodies.empty()
    assert listened.webhooks.state()["undelivered"] == 1
    assert await listened.webhooks.redeliver() == 0
    assert await listened.webhooks.redeliver() == 1
    again = receiver.next()
    assert (again["firstEventSequence"], again["events"][0]["resourceId"]) == (2, "2")
    assert listened.webhooks.state()["undelivered"] == 0


async def test_nobody_listening_is_a_failed_delivery(
    listened: Sandbox, http: httpx.AsyncClient, receiver: Receiver
) -> None:
    good, listened.webhooks.url = listened.webhooks.url, "http://127.0.0.1:9/hook"
    listened.webhooks.note(change(3))
    await listened.webhooks.flush()
    state = (await http.get("/sandbox/webhooks")).json()
    assert (state["pending_events"], state["undelivered"]) == (0, 1)
    assert (await http.put("/sandbox/webhooks", json={"url": good})).status_code == 200
    answer = (await http.post("/sandbox/webhooks/redeliver")).json()
    assert (answer["delivered"], answer["undelivered"]) == (1, 0)
    assert receiver.next()["events"][0]["resourceId"] == "3"


async def test_without_a_url_nothing_is_kept(sandbox: Sandbox) -> None:
    sandbox.webhooks.note(change())
    assert sandbox.webhooks.state() == {
        "url": None,
        "enabled": True,
        "pending_events": 0,
        "undelivered": 0,
        "held_back": 0,
        "next_retry": None,
        "last_sequence": 0,
    }


async def test_reset_drops_what_was_not_delivered(listened: Sandbox) -> None:
    listened.webhooks.note(change())
    listened.reset()
    assert listened.webhooks.state()["pending_events"] == 0


async def handshake(http: httpx.AsyncClient) -> dict[str, Any]:
    report: dict[str, Any] = (await http.post("/sandbox/webhooks/intent-to-receive")).json()
    return report


async def test_good_receiver_passes_the_handshake(
    listened: Sandbox, http: httpx.AsyncClient, receiver: Receiver
) -> None:
    report = await handshake(http)
    assert report["passed"]
    assert [attempt["status"] for attempt in report["attempts"]] == [200, 401, 401, 200]
    sent = receiver.next()
    assert sent["events"] == []
    assert (sent["firstEventSequence"], sent["lastEventSequence"]) == (0, 0)
    assert sent["entropy"] != receiver.next()["entropy"]


@pytest.mark.parametrize(
    "fault", [{"checks": False}, {"status": 500}, {"body": b"thanks"}, {"cookie": "a=b"}]
)
async def test_bad_receiver_fails_the_handshake(
    listened: Sandbox, http: httpx.AsyncClient, receiver: Receiver, fault: dict[str, Any]
) -> None:
    for name, value in fault.items():
        setattr(receiver, name, value)
    report = await handshake(http)
    assert not report["passed"]
    assert not all(attempt["passed"] for attempt in report["attempts"])


async def test_absent_receiver_fails_the_handshake(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    sandbox.webhooks.url = "http://127.0.0.1:9/"
    report = await handshake(http)
    assert not report["passed"]
    assert {attempt["status"] for attempt in report["attempts"]} == {None}


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/hook",
        "https://127.0.0.1/",
        "http://127.8.8.8/",
        "http://[::1]:5000/hook",
        None,
    ],
)
def test_webhooks_may_go_to_this_machine(url: str | None) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "http://localhost.example.com/",
        "http://10.0.0.1/",
        "http://localhost@10.0.0.1/",
        "http://[::1",
        "ftp://localhost/",
        "localhost:8000",
        "http://localhost:99999/",
        "",
    ],
)
def test_webhooks_never_leave_this_machine(url: str) -> None:
    with pytest.raises(ValueError, match="loopback"):
        Sandbox(webhook_url=url)


@pytest.fixture
async def served(ledger: FakeLedger, receiver: Receiver) -> AsyncIterator[OAuthClient]:
    """A connected app on a sandbox that runs on a socket and sends webhooks by itself."""
    with Sandbox(ledger=ledger, webhook_url=receiver.url).serve() as base_url:
        async with httpx.AsyncClient(base_url=base_url) as http:
            app = OAuthClient(http)
            await app.connect()
            yield app


async def test_running_sandbox_delivers_by_itself(served: OAuthClient, receiver: Receiver) -> None:
    await served.call("PUT", "/Invoices")
    delivered = await anyio.to_thread.run_sync(receiver.next)
    (event,) = delivered["events"]
    assert event["eventType"] == "CREATE"
    assert event["resourceUrl"] == str(served.http.base_url.join("/api.xro/2.0/Invoices/id-1"))


async def test_real_ledger_tells_of_a_new_contact(receiver: Receiver) -> None:
    sandbox = Sandbox(webhook_url=receiver.url)
    with sandbox.serve() as base_url:
        async with httpx.AsyncClient(base_url=base_url) as http:
            app = OAuthClient(http, tenant_id=sandbox.tenants[0]["id"])
            await app.connect()
            headers = {"Accept": "application/json"}
            body = {"Contacts": [{"Name": "Webhook Ltd"}]}
            created = await app.call("PUT", "/Contacts", json=body, headers=headers)
            contact = created.json()["Contacts"][0]
            delivered = await anyio.to_thread.run_sync(receiver.next)
            (event,) = delivered["events"]
            assert event["resourceId"] == contact["ContactID"]
            assert event["tenantId"] == app.tenant_id
            assert (event["eventCategory"], event["eventType"]) == ("CONTACT", "CREATE")
            path = event["resourceUrl"].removeprefix(f"{base_url}/api.xro/2.0")
            found = await app.call("GET", path, headers=headers)
            assert found.json()["Contacts"][0]["Name"] == "Webhook Ltd"


async def test_flushing_waits_for_the_sender_of_a_served_sandbox(
    listened: Sandbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending, go = Event(), Event()

    async def held_up(*given: Any) -> Answer:
        sending.set()
        await to_thread.run_sync(go.wait)
        return await post(*given)

    monkeypatch.setattr(webhooks, "post", held_up)
    with listened.serve(), anyio.fail_after(10):
        listened.webhooks.note(change(1))
        await to_thread.run_sync(sending.wait)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(listened.webhooks.flush)
            await wait_all_tasks_blocked()
            go.set()

    assert receiver.next()["events"][0]["resourceId"] == "1"
