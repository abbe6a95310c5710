from typing import Any

import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.errors import FixInputError, InputError, NotFoundError

OTHER = "11111111-2222-4333-8444-555555555555"
COUNTING = {"Statuses": "DRAFT,SUBMITTED,AUTHORISED,PAID"}
PAGED = {"page": "1", "pageSize": "100", "unitdp": "4"}


def page(*ids: str, count: int | None = None) -> dict[str, Any]:
    rows = [{"InvoiceID": one, "InvoiceNumber": f"B-{n}"} for n, one in enumerate(ids)]
    itself = {"page": 1, "pageSize": 100, "pageCount": 1, "itemCount": count or len(rows)}
    return {"Invoices": rows, "pagination": itself}


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ({"invoice_number": "INV-1"}, {"where": '(InvoiceNumber=="INV-1")', **COUNTING}),
        ({"reference": 'a "b"'}, {"where": r'(Reference=="a \"b\"")', **COUNTING}),
        ({"search_term": "NV-0 & #"}, {"searchTerm": "NV-0 & #", **COUNTING}),
        (
            {"invoice_number": "1", "invoice_type": "ACCPAY"},
            {"where": '(InvoiceNumber=="1") AND (Type=="ACCPAY")', **COUNTING},
        ),
        (
            {"invoice_number": "1", "include_ended": True},
            {"where": '(InvoiceNumber=="1")'},
        ),
    ],
)
async def test_what_is_known_is_asked_of_xero_in_one_call(
    run: Run, wire: Wire, raw: dict[str, Any], query: dict[str, str]
):
    wire.answer(page(INVOICE))

    await run("find_invoice", **raw)

    assert_authorised(wire.one)
    assert wire.one.line == "GET /Invoices"
    assert wire.one.query == {**PAGED, **query}


async def test_none_one_and_several_are_told_apart(run: Run, wire: Wire):
    for answer in (page(), page(INVOICE), page(INVOICE, OTHER, count=250)):
        wire.answer(answer)

    none, one, several = [await run("find_invoice", search_term="B") for _ in range(3)]

    assert (none["found"], none["record"], none["count"]) == ("none", None, 0)
    assert (one["found"], one["record"]["InvoiceID"]) == ("one", INVOICE)
    assert (several["found"], several["record"], several["count"]) == ("several", None, 250)


async def test_none_and_several_are_errors_where_the_flow_says_so(run: Run, wire: Wire):
    wire.answer(page())
    with pytest.raises(NotFoundError, match="No invoice matches invoice number 'X'"):
        await run("find_invoice", invoice_number="X", if_none="error")

    wire.answer(page(INVOICE, OTHER))
    with pytest.raises(FixInputError, match=f"2 invoices match .*B-0 .{INVOICE}"):
        await run("find_invoice", invoice_number="X", if_several="error")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({}, "give invoice_number, reference or search_term"),
        ({"invoice_type": "ACCREC"}, "give invoice_number, reference or search_term"),
        ({"invoice_number": ""}, "invoice_number: must not be empty"),
        ({"invoice_number": 5}, "invoice_number: must be text"),
        ({"reference": "x" * 256}, "reference: must have at most 255"),
        ({"reference": "x", "invoice_type": "sales"}, "invoice_type: must be 'ACCREC'"),
        ({"reference": "x", "if_none": "ignore"}, "if_none: must be 'return' or 'error'"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("find_invoice", **raw)

    assert wire.sent == []
