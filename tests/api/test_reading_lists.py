import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx
import pytest

from tests.api.list_model import ListModel
from tests.api.wiring import client_of
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.paging import MOST_AHEAD, Query, _worth_asking
from xero_component.catalogue.objects import (
    ACCOUNTS,
    CONTACTS,
    INVOICES,
    LINKED_TRANSACTIONS,
    PAYMENTS,
    QUOTES,
    XeroObject,
)
from xero_component.errors import BadRequestError, UnavailableError


@pytest.fixture
def model() -> ListModel:
    return ListModel("Invoices")


@pytest.fixture
async def xero(model: ListModel, clock: FakeClock) -> AsyncIterator[XeroClient]:
    async with client_of(model, clock) as client:
        yield client


def keys(records: list[Any], name: str = "InvoiceID") -> list[int]:
    return [int(record[name], 16) for record in records]


@pytest.mark.parametrize(
    ("rows", "calls"), [(0, 1), (1, 1), (999, 1), (1000, 1), (1001, 2), (4321, 5)]
)
async def test_a_list_at_rest_takes_one_call_for_each_thousand_rows(
    model: ListModel, xero: XeroClient, rows: int, calls: int
) -> None:
    model.fill(rows)
    listed = await xero.list_all(INVOICES)
    assert keys(listed["records"]) == sorted(model.rows)
    assert listed["paging"] is None
    assert len(model.requests) == calls


async def test_every_page_is_asked_for_with_the_same_size_order_and_filter(
    model: ListModel, xero: XeroClient
) -> None:
    model.fill(7)
    query = Query(page_size=3, where="Total>1", parameters={"Statuses": "PAID,DRAFT"})
    await xero.list_all(INVOICES, query)
    queries = [dict(request.url.params) for request in model.requests[:3]]
    assert [query.pop("page") for query in queries] == ["1", "2", "3"]
    assert queries == 3 * [
        {
            "pageSize": "3",
            "order": "InvoiceID ASC",
            "where": "Total>1",
            "Statuses": "PAID,DRAFT",
            "unitdp": "4",
        }
    ]


@pytest.mark.parametrize(
    ("obj", "order"),
    [
        (INVOICES, "InvoiceID ASC"),
        (CONTACTS, "ContactID ASC"),
        (PAYMENTS, "PaymentID ASC"),
    ],
)
async def test_a_list_is_read_in_an_order_that_edits_do_not_disturb(
    clock: FakeClock, obj: XeroObject[Any], order: str
) -> None:
    model = ListModel(obj.path)
    async with client_of(model, clock) as xero:
        await xero.list_all(obj)
    assert [request.url.params["order"] for request in model.requests] == [order]
    assert model.requests[0].url.params["pageSize"] == "1000"


async def test_the_users_own_order_is_kept(model: ListModel, xero: XeroClient) -> None:
    model.fill(5)
    await xero.list_all(INVOICES, Query(page_size=2, order="Date DESC"))
    assert {request.url.params["order"] for request in model.requests[:3]} == {"Date DESC"}


async def test_pages_are_fetched_five_at_once_and_handed_over_in_order(
    model: ListModel, xero: XeroClient
) -> None:
    model.fill(60)
    model.slow = True
    listed = await xero.list_all(INVOICES, Query(page_size=3))
    assert keys(listed["records"]) == sorted(model.rows)
    assert model.most_in_flight == 5


async def test_a_slow_consumer_has_at_most_ten_pages_waiting(
    model: ListModel, xero: XeroClient
) -> None:
    model.fill(90)
    taken = 0
    async with xero.pages(INVOICES, Query(page_size=3)) as pages:
        async for _ in pages:
            taken += 1
            for _ in range(30):
                await asyncio.sleep(0)
            assert len(model.requests) <= taken + MOST_AHEAD + 1
    assert taken == 30


@pytest.mark.parametrize(
    ("fetching", "reading", "most", "ahead"),
    [
        (0.1, 0.02, 10, 10),  # five arrive while one is read
        (0.005, 0.02, 10, 2),  # the reader is the slow one
        (0.03, 0.02, 10, 4),
        (0.1, 0.0, 10, 10),
        (0.0, 0.0, 10, 10),
        (0.1, 0.02, 1, 1),  # one after the other
    ],
)
def test_no_more_pages_are_asked_for_than_the_reader_can_use(
    fetching: float, reading: float, most: int, ahead: int
) -> None:
    assert _worth_asking(fetching, reading, most) == ahead


async def test_a_consumer_that_stops_early_leaves_nothing_behind(
    model: ListModel, xero: XeroClient
) -> None:
    model.fill(90)
    model.slow = True
    before = asyncio.all_tasks()
    async with xero.pages(INVOICES, Query(page_size=3)) as pages:
        async for page in pages:
            if keys(page)[0] > 10_000:
                break
    assert asyncio.all_tasks() == before
    with anyio.fail_after(1):
        assert [page async for page in pages] == [], "it is closed, not just left"
    assert model.in_flight == 0
    assert len(model.requests) < 15


async def test_a_consumers_own_error_comes_through_as_it_is(
    model: ListModel, xero: XeroClient
) -> None:
    model.fill(90)

    async def consume() -> None:
        async with xero.pages(INVOICES, Query(page_size=3)) as pages:
            async for _ in pages:
                raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await consume()


@pytest.mark.parametrize("broken_page", ["1", "4", "10"])
async def test_a_page_that_fails_ends_the_read_with_its_own_error(
    clock: FakeClock, broken_page: str
) -> None:
    model = ListModel("Invoices")
    model.fill(30)

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.params["page"] == broken_page:
            return httpx.Response(400, json={"Message": "no such page"})
        return await model(request)

    before = asyncio.all_tasks()
    async with client_of(answer, clock) as xero:
        with pytest.raises(BadRequestError, match="no such page"):
            await xero.list_all(INVOICES, Query(page_size=3))
    assert asyncio.all_tasks() <= before


async def test_a_page_that_fails_for_a_moment_is_read_again(clock: FakeClock) -> None:
    model = ListModel("Invoices")
    model.fill(12)
    failures = iter([httpx.Response(503), httpx.Response(200, text="<html>")])

    async def answer(request: httpx.Request) -> httpx.Response:
        failure = next(failures, None) if request.url.params["page"] == "3" else None
        return failure or await model(request)

    async with client_of(answer, clock) as xero:
        listed = await xero.list_all(INVOICES, Query(page_size=3))
    assert keys(listed["records"]) == sorted(model.rows)


async def test_when_xero_stays_away_the_read_says_so(clock: FakeClock) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset")

    async with client_of(answer, clock) as xero:
        with pytest.raises(UnavailableError):
            await xero.list_all(INVOICES)


@pytest.mark.parametrize(("rows", "calls"), [(0, 1), (99, 1), (100, 2), (101, 2), (250, 3)])
async def test_a_list_without_counts_is_read_to_its_short_page(
    clock: FakeClock, rows: int, calls: int
) -> None:
    model = ListModel("Quotes", counts=False, largest_page=100)
    model.fill(rows)
    async with client_of(model, clock) as xero:
        listed = await xero.list_all(QUOTES)
    assert keys(listed["records"], "QuoteID") == sorted(model.rows)
    assert len(model.requests) == calls
    assert [dict(request.url.params) for request in model.requests] == [
        {"page": str(number), "order": "QuoteID ASC"} for number in range(1, calls + 1)
    ]


async def test_an_order_is_not_sent_where_xero_takes_none(clock: FakeClock) -> None:
    model = ListModel("LinkedTransactions", counts=False)
    async with client_of(model, clock) as xero:
        await xero.list_all(LINKED_TRANSACTIONS)
    assert [dict(request.url.params) for request in model.requests] == [{"page": "1"}]


@pytest.mark.parametrize("rows", [0, 2, 3, 4, 10])
async def test_missing_counts_where_they_belong_lose_no_page(
    model: ListModel, xero: XeroClient, rows: int
) -> None:
    model.counts = False
    model.fill(rows)
    listed = await xero.list_all(INVOICES, Query(page_size=3))
    assert keys(listed["records"]) == sorted(model.rows)
    assert len(model.requests) == rows // 3 + 1


async def test_a_page_size_that_xero_cuts_down_loses_no_row(
    model: ListModel, xero: XeroClient
) -> None:
    model.largest_page = 4
    model.fill(11)
    listed = await xero.list_all(INVOICES, Query(page_size=50))
    assert keys(listed["records"]) == sorted(model.rows)
    assert len(model.requests) == 3


async def test_a_list_that_is_not_paged_comes_in_one_call(clock: FakeClock) -> None:
    model = ListModel("Accounts", counts=False)
    async with client_of(model, clock) as xero:
        assert await xero.list_all(ACCOUNTS, Query(page=3)) == {"records": [], "paging": None}
    assert dict(model.requests[0].url.params) == {}


async def test_one_page_is_returned_with_where_it_stands(
    model: ListModel, xero: XeroClient
) -> None:
    model.fill(7)
    page = await xero.list_page(INVOICES, Query(page=2, page_size=3))
    assert keys(page["records"]) == [4000, 5000, 6000]
    assert page["paging"] == {"page": 2, "pageSize": 3, "pageCount": 3, "itemCount": 7}
    assert len(model.requests) == 1
    assert "order" not in model.requests[0].url.params
