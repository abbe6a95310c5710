import pytest

from tests.actions.wire import Run, Wire, assert_authorised
from xero_component.errors import InputError

PAYMENT = "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"


async def test_changes_and_notes_are_read_with_their_moments(run: Run, wire: Wire):
    wire.answer({"HistoryRecords": [{"Details": "x", "DateUTC": "/Date(1772442000000+0000)/"}]})

    history = await run("get_payment_history", payment_id=PAYMENT)

    assert history["records"] == [{"Details": "x", "DateUTC": "2026-03-02T09:00:00Z"}]
    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Payments/{PAYMENT}/History"


@pytest.mark.parametrize("payment_id", ["P-1", "", None])
async def test_a_payment_is_named_by_its_id(run: Run, wire: Wire, payment_id: object):
    with pytest.raises(InputError, match="payment_id: must be "):
        await run("get_payment_history", payment_id=payment_id)

    assert wire.sent == []
