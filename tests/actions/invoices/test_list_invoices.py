from typing import Any

import pytest

from tests.actions.wire import CONTACT, INVOICE, Run, Wire, assert_authorised
from xero_component.errors import InputError

PAGE = {
    "pagination": {"page": 1, "pageSize": 100, "pageCount": 1, "itemCount": 1},
    "Invoices": [{"InvoiceID": INVOICE, "Status": "SOMETHING_NEW"}],
}


async def test_one_page_is_read_with_four_decimals(run: Run, wire: Wire):
    wire.answer(PAGE)

    found = await run("list_invoices")

    assert found == {"records": PAGE["Invoices"], "paging": PAGE["pagination"]}
    assert_authorised(wire.one)
    assert wire.one.line == "GET /Invoices"
    assert wire.one.query == {"page": "1", "pageSize": "100", "unitdp": "4"}


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ({"ids": [INVOICE, CONTACT]}, {"IDs": f"{INVOICE},{CONTACT}"}),
        ({"invoice_numbers": ["INV-1", "INV-2"]}, {"InvoiceNumbers": "INV-1,INV-2"}),
        ({"contact_ids": [CONTACT]}, {"ContactIDs": CONTACT}),
        ({"statuses": ["DRAFT", "PAID"]}, {"Statuses": "DRAFT,PAID"}),
        ({"search_term": "a&b=c #1"}, {"searchTerm": "a&b=c #1"}),
        ({"created_by_my_app": True}, {"createdByMyApp": "true"}),
        ({"summary_only": True}, {"summaryOnly": "true"}),
        ({"where": "Date>=DateTime(2026,1,31)"}, {"where": "Date>=DateTime(2026,1,31)"}),
        ({"order": "Date DESC"}, {"order": "Date DESC"}),
        ({"page": 2, "page_size": 10}, {"page": "2", "pageSize": "10"}),
    ],
)
async def test_each_filter_is_sent_under_xero_s_name(
    run: Run, wire: Wire, raw: dict[str, Any], query: dict[str, str]
):
    wire.answer(PAGE)

    await run("list_invoices", **raw)

    assert wire.one.query == {"page": "1", "pageSize": "100", "unitdp": "4", **query}


async def test_modified_after_is_sent_in_utc_to_the_second(run: Run, wire: Wire):
    wire.answer(PAGE)

    await run("list_invoices", modified_after="2026-03-01T23:00:00+13:00")

    assert wire.one.headers["if-modified-since"] == "2026-03-01T10:00:00"


async def test_fetching_all_asks_for_the_largest_pages(run: Run, wire: Wire):
    wire.answer(PAGE)

    found = await run("list_invoices", fetch_all=True)

    assert found["records"] == PAGE["Invoices"]
    assert wire.sent[0].query["pageSize"] == "1000"


@pytest.mark.parametrize(
    "raw",
    [
        {"page": 0},
        {"page_size": 1001},
        {"statuses": "PAID"},
        {"ids": [INVOICE] * 41},
        {"ids": []},
        {"statuses": [""]},
        {"invoice_numbers": ["INV-1,INV-2"]},
        {"ids": ["INV-1"]},
        {"contact_ids": ["Acme"]},
    ],
)
async def test_wrong_input_is_refused_by_name(run: Run, wire: Wire, raw: dict[str, Any]):
    [field] = raw
    with pytest.raises(InputError, match=rf"{field}(\.0)?: "):
        await run("list_invoices", **raw)

    assert wire.sent == []
