"""Every stream, chosen by name, on a sandbox that opens everything there is."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conformance.in_process import BASE_URL
from tests.sync import databases
from tests.sync.open_books import CLOSED, SCOPES, open_books, reader_of
from xero_component.api.client import XeroClient
from xero_component.errors import InputError, NotFoundError
from xero_component.sandbox import Sandbox
from xero_component.sandbox.server import demo_ledger
from xero_component.sync import STREAMS, Options, Outcome, Stream, sync
from xero_component.sync.sinks.sqlite import SqliteSink

COUNTRIES = ("AU", "GB")
TOLD_MORE = {"credit_notes", "expense_claims", "invoices", "payments", "receipts"}
"""Objects of which Xero shows more by id than in a list."""


NONE_OF: dict[str, set[str]] = {"AU": set(), "GB": {"prepayments"}}


EXACT_ALONE = ("overpayments", "prepayments")
"""Objects that are asked for four decimals by id too, which Xero's OpenAPI leaves out there."""


def is_elsewhere(stream: Stream, country: str) -> bool:
    """Tell whether a stream is of the payroll of another country."""
    return stream.obj is not None and bool(set(stream.obj.countries) - {country})


@pytest.mark.parametrize("country", COUNTRIES)
async def test_every_stream_gives_typed_rows_and_nothing_new_in_the_next_run(
    country: str, path: Path
):
    sandbox = Sandbox(
        limits=None,
        ledger=lambda *given: [demo_ledger(*given)[COUNTRIES.index(country)]],
        extra_scopes=CLOSED,
    )
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as http:
        xero = reader_of(sandbox, http, SCOPES | CLOSED)
        async with SqliteSink(path) as sink:
            first = await sync(xero, STREAMS.values(), sink, Options(at_once=1))
            again = await sync(xero, STREAMS.values(), sink, Options(at_once=1))
        for stream in STREAMS.values():
            await check_one(xero, stream, path, is_open=not is_elsewhere(stream, country))

    for key, report in first.streams.items():
        elsewhere = is_elsewhere(STREAMS[key], country)
        wanted = Outcome.UNAVAILABLE if elsewhere else Outcome.COMPLETE
        assert report.outcome is wanted, (key, report.reason)
        assert not report.misfits, key
        assert (report.written > 0) is not (elsewhere or key in NONE_OF[country]), key
        second = again.streams[key]
        assert (second.written, second.deleted) == (0, 0), key
        if _costs_one_call(STREAMS[key]):
            assert second.calls == 1, key


def _costs_one_call(stream: Stream) -> bool:
    several = {"assets", "budgets", "contact_groups", "journals", "project_tasks"}
    one_of_accounting = stream.obj is not None and not stream.obj.countries
    return one_of_accounting and stream.key not in several | {"project_time_entries"}


def amounts(record: Any) -> list[Decimal]:
    if isinstance(record, Decimal | int):
        return [Decimal(record)]
    inner = record.values() if isinstance(record, dict) else record
    is_whole = not isinstance(record, dict | list)
    return [] if is_whole else [one for value in inner for one in amounts(value)]


async def check_one(xero: XeroClient, stream: Stream, path: Path, *, is_open: bool) -> None:
    """Check that rows are kept to the last digit, and that one is the same by its id."""
    if stream.single is None:
        with pytest.raises(InputError, match=stream.key):
            await stream.one(xero, "any")
    if not is_open:
        return
    rows = [row async for page in stream.read(xero) for row in page]
    kept = {row[stream.primary_key]: row for row in databases.live(path, stream.key)}
    assert kept == {row[stream.primary_key]: row for row in rows}, stream.key
    assert sorted(amounts(list(kept.values()))) == sorted(amounts(rows)), stream.key
    if stream.single is None or stream.key in EXACT_ALONE or not rows:
        return
    held = rows[0]
    row = await stream.one(xero, held[stream.primary_key])
    if stream.key in TOLD_MORE:
        assert row[stream.primary_key] == held[stream.primary_key]
    else:
        assert row == held, stream.key
    with pytest.raises(NotFoundError):
        await stream.one(xero, "00000000-0000-4000-8000-000000000000")


@pytest.mark.outside_openapi("unitdp of a single overpayment or prepayment is not in it")
@pytest.mark.parametrize("key", EXACT_ALONE)
async def test_a_price_by_id_has_the_digits_that_it_has_in_a_list(key: str):
    async with open_books() as books:
        [row] = [row async for page in STREAMS[key].read(books.reader) for row in page]
        one = await STREAMS[key].one(books.reader, row[STREAMS[key].primary_key])
        with pytest.raises(NotFoundError):
            await STREAMS[key].one(books.reader, "00000000-0000-4000-8000-000000000000")

    prices = [line["UnitAmount"] for line in row["LineItems"]]
    assert prices
    assert [line["UnitAmount"] for line in one["LineItems"]] == prices
