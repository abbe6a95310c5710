from typing import Any

import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_written
from xero_component.errors import InputError

PAYMENT = "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"


def read(status: str, **fields: Any) -> dict[str, Any]:
    known = {"InvoiceID": INVOICE, "Type": "ACCREC", "InvoiceNumber": "INV-7"}
    return {"Invoices": [{**known, "Status": status, "LineItems": [{}], **fields}]}


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
async def test_the_status_is_read_and_then_only_the_status_is_sent(
    run: Run, wire: Wire, status: str
):
    wire.answer(read(status))
    wire.answer(read("DELETED"))

    assert (await run("delete_invoice", invoice_id=INVOICE))["Status"] == "DELETED"

    reading, writing = wire.sent
    assert reading.line == f"GET /Invoices/{INVOICE}"
    assert_written(writing)
    assert writing.line == f"POST /Invoices/{INVOICE}"
    assert writing.element == {"InvoiceID": INVOICE, "Status": "DELETED"}


async def test_an_approved_invoice_is_to_be_voided(run: Run, wire: Wire):
    wire.answer(read("AUTHORISED"))

    with pytest.raises(InputError, match=r"INV-7 is AUTHORISED: .* use Void Invoice") as found:
        await run("delete_invoice", invoice_id=INVOICE)

    assert "Reverse" not in found.value.message
    assert len(wire.sent) == 1


async def test_a_paid_invoice_is_to_be_voided_once_its_payments_are_reversed(run: Run, wire: Wire):
    payments = [{"PaymentID": PAYMENT} for _ in range(7)]
    wire.answer(read("PAID", AmountPaid=110, Payments=payments))

    with pytest.raises(InputError, match=r"Void Invoice.*110\.00 paid.*Reverse Payment") as found:
        await run("delete_invoice", invoice_id=INVOICE)

    assert "and 2 more" in found.value.message


async def test_one_that_is_deleted_already_is_returned_and_nothing_is_sent(run: Run, wire: Wire):
    wire.answer(read("DELETED"))

    assert (await run("delete_invoice", invoice_id=INVOICE))["Status"] == "DELETED"
    assert len(wire.sent) == 1


async def test_a_void_one_cannot_be_deleted(run: Run, wire: Wire):
    wire.answer(read("VOIDED"))

    with pytest.raises(InputError, match="INV-7 is VOIDED already: there is nothing to delete"):
        await run("delete_invoice", invoice_id=INVOICE)


@pytest.mark.parametrize("invoice_id", ["INV-7", "", None, 0])
async def test_an_invoice_is_named_by_its_id(run: Run, wire: Wire, invoice_id: object):
    with pytest.raises(InputError, match="invoice_id: must be "):
        await run("delete_invoice", invoice_id=invoice_id)

    assert wire.sent == []
