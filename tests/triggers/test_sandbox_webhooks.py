"""The whole way: the sandbox's ledger changes, its sender posts, the inbox keeps, handlers run."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import httpx
import pytest
from pydantic import SecretStr

from tests.conformance.world import World, opened_world, served_sandbox
from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import CONTACTS, INVOICES
from xero_component.sandbox import Sandbox, parse_fault
from xero_component.sandbox.identity.applications import WEBHOOK_KEY
from xero_component.sandbox.serving import in_background
from xero_component.triggers import (
    Inbox,
    WebhookApp,
    WebhookEvent,
    WebhookInput,
    enrich,
    heal_by_polling,
)

PATIENCE = 20.0


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    with served_sandbox() as served:
        yield served


@pytest.fixture
async def world(served: tuple[Sandbox, str]) -> AsyncIterator[World]:
    served[0].reset()
    async with opened_world(*served) as world:
        yield world


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
    yield inbox
    inbox.close()


@pytest.fixture
def listening(inbox: Inbox, world: World) -> Iterator[str]:
    """Mount the endpoint, and tell the sandbox where it is."""
    app = WebhookApp(WebhookInput(webhook_key=SecretStr(WEBHOOK_KEY)), inbox.receive)
    with in_background(app, {}, "127.0.0.1", 0) as url:
        world.sandbox.webhooks.url = url
        yield url
        world.sandbox.webhooks.url = None


class Gathered:
    """Keeps events until there are enough."""

    def __init__(self, count: int) -> None:
        self.events: list[WebhookEvent] = []
        self._count = count
        self._enough = anyio.Event()

    async def __call__(self, event: WebhookEvent) -> None:
        self.events.append(event)
        if len(self.events) >= self._count:
            self._enough.set()

    async def wait(self) -> list[WebhookEvent]:
        with anyio.fail_after(PATIENCE):
            await self._enough.wait()
        return self.events


async def test_intent_to_receive_passes(served: tuple[Sandbox, str], listening: str, inbox: Inbox):
    async with httpx.AsyncClient(trust_env=False) as http:
        reply = await http.post(f"{served[1]}/sandbox/webhooks/intent-to-receive")

    assert reply.json()["passed"] is True
    assert [attempt["status"] for attempt in reply.json()["attempts"]] == [200, 401, 401, 200]
    assert await inbox.events() == []


async def make_bill(xero: XeroClient) -> str:
    contact = await xero.create(CONTACTS, {"Name": "Bayside Timber"})
    line = {"Description": "Planks", "Quantity": 1, "UnitAmount": 10, "AccountCode": "429"}
    body = {
        "Type": "ACCPAY",
        "Contact": {"ContactID": contact["ContactID"]},
        "Date": "2026-03-02",
        "DueDate": "2026-03-30",
        "LineItems": [line],
    }
    return str((await xero.create(INVOICES, body))["InvoiceID"])


async def test_a_change_in_the_ledger_reaches_the_handler_with_its_record(
    world: World, inbox: Inbox, listening: str
):
    contacts, invoices = Gathered(1), Gathered(2)
    inbox.subscribe("contacts", contacts, categories=["CONTACT"], event_types=["CREATE"])
    inbox.subscribe("invoices", invoices, categories=["INVOICE"])
    async with inbox.dispatching():
        bill = await make_bill(world.xero)
        await world.xero.update(INVOICES, bill, {"Status": "DELETED"})
        events = await enrich(world.xero, await invoices.wait())
        (contact,) = await enrich(world.xero, await contacts.wait())

    assert [one["resourceId"] for one in events] == [bill, bill]
    assert [one["change"] for one in events] == ["created", "deleted"]
    assert {one["document"] for one in events} == {"bill"}
    assert events[0]["record"] is not None
    assert events[0]["record"]["LineItems"][0]["Description"] == "Planks"
    assert contact["record"] is not None
    assert contact["record"]["Name"] == "Bayside Timber"
    assert await inbox.gaps(open_only=False) == []


async def test_while_nothing_can_be_stored_xero_delivers_again(
    world: World, inbox: Inbox, listening: str, monkeypatch: pytest.MonkeyPatch
):
    refused = anyio.Event()
    receive, failures = inbox.receive, 0

    async def fails_once(*arguments: object) -> int:
        nonlocal failures
        failures += 1
        if failures == 1:
            refused.set()
            raise OSError("disk full")
        return await receive(*arguments)  # type: ignore[arg-type]  # as it was called

    seen = Gathered(1)
    inbox.subscribe("flow", seen)
    app = WebhookApp(WebhookInput(webhook_key=SecretStr(WEBHOOK_KEY)), fails_once)
    with in_background(app, {}, "127.0.0.1", 0) as url:
        world.sandbox.webhooks.url = url
        async with inbox.dispatching():
            await world.xero.create(CONTACTS, {"Name": "Once More"})
            await seen.wait()

    assert failures == 2
    assert len(seen.events) == 1


async def tenant_id(world: World) -> str:
    """Return the id under which webhooks name the client's organisation."""
    connected = (await world.xero.connections())["records"]
    return str(connected[0]["tenantId"])


async def make_contact(world: World, name: str) -> str:
    return str((await world.xero.create(CONTACTS, {"Name": name}))["ContactID"])


async def test_what_a_lost_delivery_told_of_is_found_by_a_poll_and_told_once(
    listening: str, inbox: Inbox, world: World
):
    gathered = Gathered(3)
    inbox.subscribe("flow", gathered)
    first = await make_contact(world, "First Of Three")
    await world.sandbox.webhooks.flush()
    world.sandbox.faults.add(parse_fault("webhook-lose"))
    second = await make_contact(world, "Second Of Three")
    await world.sandbox.webhooks.flush()
    third = await make_contact(world, "Third Of Three")
    await world.sandbox.webhooks.flush()
    [gap] = await inbox.gaps()

    heal = heal_by_polling({await tenant_id(world): world.xero})
    healed = await inbox.heal(heal, older_than=0)
    async with inbox.dispatching():
        events = await gathered.wait()
    again = await inbox.heal(heal, older_than=0)

    assert [one.id for one in healed] == [gap.id]
    assert sorted(event["resourceId"] for event in events) == sorted([first, second, third])
    assert {event["eventType"] for event in events} == {"CREATE"}
    assert again == []
    assert await inbox.gaps() == []


async def test_a_lost_delivery_that_comes_after_the_healing_is_not_told_again(
    listening: str, inbox: Inbox, world: World
):
    await make_contact(world, "Before The Gap")
    await world.sandbox.webhooks.flush()
    world.sandbox.faults.add(parse_fault("webhook-lose"))
    await make_contact(world, "In The Gap")
    await world.sandbox.webhooks.flush()
    await make_contact(world, "Behind The Gap")
    await world.sandbox.webhooks.flush()
    await inbox.heal(heal_by_polling({await tenant_id(world): world.xero}), older_than=0)
    before = len(await inbox.events())

    await world.sandbox.webhooks.redeliver()

    assert before == 3
    assert len(await inbox.events()) == 3
