import json

import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.core import Outcome, present
from xero_component.errors import GiveUpError, InputError, NotFoundError

PDF = b"%PDF-1.4 \x00\xff"
HEADERS = {"Content-Type": "application/pdf"}


async def test_the_bytes_come_with_a_name_for_the_file(run: Run, wire: Wire):
    wire.answer(content=PDF, headers=HEADERS)

    file = await run("get_invoice_pdf", invoice_id="INV-0001")

    assert file == {
        "FileName": "INV-0001.pdf",
        "MimeType": "application/pdf",
        "ContentLength": len(PDF),
        "Content": PDF,
    }
    assert json.loads(present(Outcome(file)))["Content"] == "JVBERi0xLjQgAP8="
    assert_authorised(wire.one)
    assert wire.one.line == "GET /Invoices/INV-0001"
    assert wire.one.headers["accept"] == "application/pdf"


async def test_a_name_that_no_file_may_have_is_made_one(run: Run, wire: Wire):
    wire.answer(content=PDF, headers=HEADERS)

    file = await run("get_invoice_pdf", invoice_id='2026/17: "x"')

    assert file["FileName"] == "2026-17- -x-.pdf"
    assert wire.one.line == "GET /Invoices/2026%2F17%3A%20%22x%22"


async def test_an_answer_that_is_no_pdf_is_not_passed_on_as_one(run: Run, wire: Wire):
    for _ in range(5):
        wire.answer({"Invoices": [{"InvoiceID": INVOICE}]})

    with pytest.raises(GiveUpError, match="no PDF"):
        await run("get_invoice_pdf", invoice_id=INVOICE)


async def test_an_invoice_that_is_not_there_is_not_found(run: Run, wire: Wire):
    wire.answer(status=404, content=b"")

    with pytest.raises(NotFoundError):
        await run("get_invoice_pdf", invoice_id=INVOICE)


@pytest.mark.parametrize("invoice_id", ["", "..", None, 7])
async def test_what_cannot_be_a_number_is_refused(run: Run, wire: Wire, invoice_id: object):
    with pytest.raises(InputError):
        await run("get_invoice_pdf", invoice_id=invoice_id)

    assert wire.sent == []
