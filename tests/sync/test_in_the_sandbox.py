"""Every stream against the sandbox's real ledger, while somebody else works in it."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conformance.in_process import InProcess
from tests.sync import databases
from tests.sync.histories import LONG
from tests.sync.running import EVERYTHING, run
from xero_component.api.client import XeroClient
from xero_component.sandbox.edits import EDITS
from xero_component.sync import STREAMS, Options, Outcome, Report, Stream, sync
from xero_component.sync.sinks.sqlite import SqliteSink

RETIRED = {"expense_claims", "receipts"}
KINDS = [kind for kind in EDITS if kind not in {"equal-times", "same-second"}]


@pytest.fixture
async def opened() -> AsyncIterator[InProcess]:
    opened = InProcess()
    async with opened.http:
        yield opened


async def everything(xero: XeroClient, path: Path, options: Options = EVERYTHING) -> Report:
    async with SqliteSink(path) as sink:
        return await sync(xero, STREAMS.values(), sink, options)


async def shown(xero: XeroClient, stream: Stream) -> dict[str, Any]:
    """Return what Xero shows now, by id."""
    rows = [row async for page in stream.read(xero) for row in page]
    return {row[stream.primary_key]: row for row in rows}


def readable(report: Report) -> list[Stream]:
    """Return the streams that the connection's scopes, and the sandbox, open."""
    complete = Outcome.COMPLETE
    return [STREAMS[key] for key, one in report.streams.items() if one.outcome is complete]


async def test_what_is_withdrawn_or_restricted_is_told_and_stops_nothing(
    opened: InProcess, path: Path
):
    closed = [*RETIRED, "journals"]
    async with SqliteSink(path) as sink:
        report = await sync(opened.xero, [STREAMS[key] for key in (*closed, "items")], sink)

    for key in closed:
        assert report.streams[key].outcome is Outcome.UNAVAILABLE
        assert "Xero" in (report.streams[key].reason or "")
    assert report.streams["items"].outcome is Outcome.COMPLETE
    assert report.stopped_by is None


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(30 if LONG else 2))
async def test_after_edits_between_any_two_calls_the_database_equals_the_books(
    seed: int, opened: InProcess, path: Path
):
    chance = random.Random(seed)  # noqa: S311 - chooses edits, guards nothing
    plurals = ["Invoices", "Contacts", "Quotes", "Items", "CreditNotes", "PurchaseOrders"]

    async def work(request: httpx.Request) -> None:
        if request.method != "GET":
            return
        for _ in range(chance.randrange(3)):
            opened.clock.advance(chance.choice([0.001, 0.4, 90]))
            kind, plural = chance.choice(KINDS), chance.choice(plurals)
            try:
                opened.sandbox.edit(kind, plural, seed=chance.randrange(1000))
            except ValueError:
                continue  # no record allows it

    opened.http.event_hooks = {"request": [work]}
    for _ in range(3):
        await everything(opened.xero, path, Options(sweep_every=timedelta(days=1)))
        opened.clock.advance(3600)
    opened.http.event_hooks = {}
    report = await everything(opened.xero, path)

    for stream in readable(report):
        held = {row[stream.primary_key]: row for row in databases.live(path, stream.key)}
        assert held == await shown(opened.xero, stream), stream.key


async def test_line_items_in_the_database_add_up_to_the_servers_subtotals(
    opened: InProcess, path: Path
):
    await run(opened.xero, path, "invoices")

    invoices = databases.table(path, "invoices")
    lines = databases.table(path, "invoices_line_items")
    assert len(invoices) > 5
    for invoice in invoices:
        if invoice["LineAmountTypes"] == "Exclusive":
            own = [line for line in lines if line["InvoiceID"] == invoice["InvoiceID"]]
            total = sum(Decimal(line["LineAmount"]) for line in own)
            assert total == Decimal(invoice["SubTotal"])
            assert [line["_position"] for line in own] == list(range(1, len(own) + 1))
