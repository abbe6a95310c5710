import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_written
from xero_component.errors import InputError, ValidationError


async def test_it_is_posted_to_its_email_address_and_an_empty_answer_is_right(run: Run, wire: Wire):
    wire.answer(status=204, content=b"")

    sent = await run("send_invoice", invoice_id=INVOICE)

    assert sent == {"InvoiceID": INVOICE, "SentToContact": True}
    assert_written(wire.one)
    assert wire.one.line == f"POST /Invoices/{INVOICE}/Email"
    assert wire.one.query == {}
    assert wire.one.body == {}


async def test_a_refusal_is_told_in_xero_s_words(run: Run, wire: Wire):
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Message": "No email address."}
    wire.answer(body, status=400)

    with pytest.raises(ValidationError, match="No email address"):
        await run("send_invoice", invoice_id=INVOICE)


@pytest.mark.parametrize("invoice_id", ["INV-7", "", None, 0])
async def test_an_invoice_is_named_by_its_id(run: Run, wire: Wire, invoice_id: object):
    with pytest.raises(InputError, match="invoice_id: must be "):
        await run("send_invoice", invoice_id=invoice_id)

    assert wire.sent == []
