import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.errors import InputError


async def test_changes_and_notes_are_read_with_their_moments(run: Run, wire: Wire):
    row = {"Changes": "Approved", "User": "Ann", "DateUTC": "/Date(1772442000000+0000)/"}
    wire.answer({"HistoryRecords": [row]})

    history = await run("get_invoice_history", invoice_id=INVOICE)

    assert history == {"records": [{**row, "DateUTC": "2026-03-02T09:00:00Z"}], "paging": None}
    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Invoices/{INVOICE}/History"


@pytest.mark.parametrize("invoice_id", ["INV-7", "", None])
async def test_an_invoice_is_named_by_its_id(run: Run, wire: Wire, invoice_id: object):
    with pytest.raises(InputError, match="invoice_id: must be "):
        await run("get_invoice_history", invoice_id=invoice_id)

    assert wire.sent == []
