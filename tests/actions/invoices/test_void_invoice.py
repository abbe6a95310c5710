from typing import Any

import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_written
from xero_component.errors import InputError, ValidationError

APPROVED = {
    "InvoiceID": INVOICE,
    "Type": "ACCREC",
    "InvoiceNumber": "INV-7",
    "Status": "AUTHORISED",
}
LINES = [{"LineItemID": "1", "Description": "Work"}]
PAYMENT = "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"


def read(**fields: Any) -> dict[str, Any]:
    return {"Invoices": [{**APPROVED, "LineItems": LINES, **fields}]}


async def test_the_status_is_read_and_then_only_the_status_is_sent(run: Run, wire: Wire):
    wire.answer(read())
    wire.answer(read(Status="VOIDED"))

    assert (await run("void_invoice", invoice_id=INVOICE))["Status"] == "VOIDED"

    reading, writing = wire.sent
    assert reading.line == f"GET /Invoices/{INVOICE}"
    assert_written(writing)
    assert writing.line == f"POST /Invoices/{INVOICE}"
    assert writing.element == {"InvoiceID": INVOICE, "Status": "VOIDED"}


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
async def test_an_invoice_that_is_not_approved_is_to_be_deleted(run: Run, wire: Wire, status: str):
    wire.answer(read(Status=status))

    with pytest.raises(InputError, match=f"Invoice INV-7 is {status}.* use Delete Invoice"):
        await run("void_invoice", invoice_id=INVOICE)

    assert len(wire.sent) == 1


@pytest.mark.parametrize("status", ["AUTHORISED", "PAID"])
async def test_an_invoice_with_payments_names_them_to_be_reversed_first(
    run: Run, wire: Wire, status: str
):
    payments = [{"PaymentID": PAYMENT, "Amount": 10.0}]
    wire.answer(read(Status=status, AmountPaid=10.00, Payments=payments))

    with pytest.raises(InputError) as found:
        await run("void_invoice", invoice_id=INVOICE)

    assert f"10.00 paid ({PAYMENT})" in found.value.message
    assert "Reverse its payments first (Reverse Payment)" in found.value.message
    assert found.value.problems[0].field == "invoice_id"
    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"AmountCredited": 5.5},
        {"CreditNotes": [{"CreditNoteID": PAYMENT}]},
        {"Prepayments": [{"PrepaymentID": PAYMENT}]},
        {"Overpayments": [{"OverpaymentID": PAYMENT}]},
    ],
)
async def test_an_invoice_with_credit_says_that_the_credit_is_in_the_way(
    run: Run, wire: Wire, fields: dict[str, Any]
):
    wire.answer(read(**fields))

    with pytest.raises(InputError, match="Take the credit off it first"):
        await run("void_invoice", invoice_id=INVOICE)


async def test_an_invoice_paid_with_nothing_because_it_is_for_nothing_can_be_voided(
    run: Run, wire: Wire
):
    wire.answer(read(Status="PAID", Total=0, AmountPaid=0, Payments=[]))
    wire.answer(read(Status="VOIDED"))

    assert (await run("void_invoice", invoice_id=INVOICE))["Status"] == "VOIDED"


async def test_one_that_is_void_already_is_returned_and_nothing_is_sent(run: Run, wire: Wire):
    wire.answer(read(Status="VOIDED"))

    assert (await run("void_invoice", invoice_id=INVOICE))["Status"] == "VOIDED"
    assert len(wire.sent) == 1


async def test_a_deleted_one_cannot_be_voided(run: Run, wire: Wire):
    wire.answer(read(Status="DELETED", Type="ACCPAY", InvoiceNumber=""))

    with pytest.raises(InputError, match=f"Bill {INVOICE} is DELETED already"):
        await run("void_invoice", invoice_id=INVOICE)


async def test_a_status_that_nobody_knows_yet_is_left_to_xero(run: Run, wire: Wire):
    wire.answer(read(Status="HELD"))
    errors = [{"Message": "Invoice not of valid status for modification"}]
    wire.answer({"Elements": [{"ValidationErrors": errors}]}, status=400)

    with pytest.raises(ValidationError, match="not of valid status"):
        await run("void_invoice", invoice_id=INVOICE)


@pytest.mark.parametrize("invoice_id", ["INV-7", "", None, 0, "../Contacts"])
async def test_an_invoice_is_named_by_its_id(run: Run, wire: Wire, invoice_id: object):
    with pytest.raises(InputError, match="invoice_id: must be "):
        await run("void_invoice", invoice_id=invoice_id)

    assert wire.sent == []
