import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.errors import InputError, NotFoundError

URL = "https://in.xero.com/iztKMjyAEJT7MVnmruxgCdIJUDStfRgmtdQSIW13"


async def test_the_address_is_read(run: Run, wire: Wire):
    wire.answer({"OnlineInvoices": [{"OnlineInvoiceUrl": URL}]})

    assert await run("get_online_invoice_url", invoice_id=INVOICE) == {"OnlineInvoiceUrl": URL}

    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Invoices/{INVOICE}/OnlineInvoice"


async def test_an_invoice_without_an_address_says_which_have_one(run: Run, wire: Wire):
    wire.answer({"OnlineInvoices": []})

    with pytest.raises(NotFoundError, match="Only an approved sales invoice has one"):
        await run("get_online_invoice_url", invoice_id=INVOICE)


@pytest.mark.parametrize("invoice_id", ["INV-7", "", None])
async def test_an_invoice_is_named_by_its_id(run: Run, wire: Wire, invoice_id: object):
    with pytest.raises(InputError, match="invoice_id: must be "):
        await run("get_online_invoice_url", invoice_id=invoice_id)

    assert wire.sent == []
