from typing import Any

import pytest

from tests.actions.wire import Run, Wire, assert_authorised
from xero_component.errors import InputError

PAGE = {
    "pagination": {"page": 1, "pageSize": 100, "pageCount": 1, "itemCount": 1},
    "Payments": [{"PaymentID": "p", "Status": "SOMETHING_NEW"}],
}


async def test_one_page_is_read(run: Run, wire: Wire):
    wire.answer(PAGE)

    found = await run("list_payments")

    assert found == {"records": PAGE["Payments"], "paging": PAGE["pagination"]}
    assert_authorised(wire.one)
    assert wire.one.line == "GET /Payments"
    assert wire.one.query == {"page": "1", "pageSize": "100"}


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ({"where": 'Status=="AUTHORISED"'}, {"where": 'Status=="AUTHORISED"'}),
        ({"order": "Date DESC"}, {"order": "Date DESC"}),
        ({"page": 2, "page_size": 1000}, {"page": "2", "pageSize": "1000"}),
    ],
)
async def test_each_filter_is_sent_under_xero_s_name(
    run: Run, wire: Wire, raw: dict[str, Any], query: dict[str, str]
):
    wire.answer(PAGE)

    await run("list_payments", **raw)

    assert wire.one.query == {"page": "1", "pageSize": "100", **query}


async def test_modified_after_is_sent_in_utc_to_the_second(run: Run, wire: Wire):
    wire.answer(PAGE)

    await run("list_payments", modified_after="2026-03-01T23:00:00+13:00")

    assert wire.one.headers["if-modified-since"] == "2026-03-01T10:00:00"


async def test_fetching_all_asks_for_the_largest_pages(run: Run, wire: Wire):
    wire.answer(PAGE)

    found = await run("list_payments", fetch_all=True)

    assert found["records"] == PAGE["Payments"]
    assert wire.sent[0].query["pageSize"] == "1000"


@pytest.mark.parametrize("raw", [{"page": 0}, {"page_size": 1001}, {"modified_after": "soon"}])
async def test_wrong_input_is_refused_by_name(run: Run, wire: Wire, raw: dict[str, Any]):
    [field] = raw
    with pytest.raises(InputError, match=f"{field}: "):
        await run("list_payments", **raw)

    assert wire.sent == []
