from decimal import Decimal

import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.errors import InputError


async def test_one_invoice_is_read_with_four_decimals(run: Run, wire: Wire):
    wire.answer(
        content=b'{"Invoices":[{"InvoiceID":"i","Total":12345678901234.5678,"AmountDue":0.10,'
        b'"LineItems":[{"UnitAmount":0.0001,"AccountCode":"272"}],'
        b'"Date":"/Date(1772409600000+0000)/","DateString":"2026-03-02T00:00:00"}]}'
    )

    invoice = await run("get_invoice", invoice_id=INVOICE)

    assert invoice["Total"] == Decimal("12345678901234.5678")
    assert str(invoice["AmountDue"]) == "0.10"
    assert invoice["LineItems"] == [{"UnitAmount": Decimal("0.0001"), "AccountCode": "272"}]
    assert invoice["Date"] == "2026-03-02"
    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Invoices/{INVOICE}"
    assert wire.one.query == {"unitdp": "4"}


@pytest.mark.parametrize(
    ("number", "segment"),
    [("INV-0001", "INV-0001"), ("2026/0001", "2026%2F0001"), ("№ 5", "%E2%84%96%205")],
)
async def test_an_invoice_number_is_one_part_of_the_path(
    run: Run, wire: Wire, number: str, segment: str
):
    wire.answer({"Invoices": [{"InvoiceID": INVOICE}]})

    await run("get_invoice", invoice_id=number)

    assert wire.one.line == f"GET /Invoices/{segment}"


@pytest.mark.parametrize("number", ["", "..", None, 7])
async def test_what_cannot_be_a_number_is_refused(run: Run, wire: Wire, number: object):
    with pytest.raises(InputError):
        await run("get_invoice", invoice_id=number)

    assert wire.sent == []
