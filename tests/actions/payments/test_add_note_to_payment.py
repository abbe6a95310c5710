import pytest

from tests.actions.wire import Run, Wire, assert_written
from xero_component.errors import InputError

PAYMENT = "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"


@pytest.mark.parametrize("notes", ["Hello", "x" * 2500, "line\nline", "שלום 🍰"])
async def test_a_note_is_added_to_the_history_as_it_is(run: Run, wire: Wire, notes: str):
    wire.answer({"HistoryRecords": [{"Details": notes}]})

    assert await run("add_note_to_payment", payment_id=PAYMENT, notes=notes) == {"Details": notes}

    assert_written(wire.one)
    assert wire.one.line == f"PUT /Payments/{PAYMENT}/History"
    assert wire.one.element == {"Details": notes}


@pytest.mark.parametrize("notes", ["", "  ", None, 0, "x" * 2501])
async def test_a_note_that_is_none_or_too_long_is_refused(run: Run, wire: Wire, notes: object):
    with pytest.raises(InputError, match="notes: "):
        await run("add_note_to_payment", payment_id=PAYMENT, notes=notes)

    assert wire.sent == []
