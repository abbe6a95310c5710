import pytest

from tests.actions.wire import CONTACT, Run, Wire, assert_written
from xero_component.errors import InputError


async def test_a_note_is_added_to_the_history(run: Run, wire: Wire):
    wire.answer({"HistoryRecords": [{"Details": "Hello", "DateUTC": "/Date(1772442000000+0000)/"}]})

    record = await run("add_note_to_contact", contact_id=CONTACT, notes="Hello")

    assert record == {"Details": "Hello", "DateUTC": "2026-03-02T09:00:00Z"}
    assert_written(wire.one)
    assert wire.one.line == f"PUT /Contacts/{CONTACT}/History"
    assert wire.one.body == {"HistoryRecords": [{"Details": "Hello"}]}


@pytest.mark.parametrize("notes", ["x" * 2500, "line\nline", "שלום 🍰"])
async def test_any_text_is_sent_as_it_is(run: Run, wire: Wire, notes: str):
    wire.answer({"HistoryRecords": [{"Details": notes}]})

    await run("add_note_to_contact", contact_id=CONTACT, notes=notes)

    assert wire.one.element == {"Details": notes}


@pytest.mark.parametrize("notes", ["", "  ", None, 0, "x" * 2501])
async def test_a_note_that_is_none_or_too_long_is_refused(run: Run, wire: Wire, notes: object):
    with pytest.raises(InputError, match="notes: "):
        await run("add_note_to_contact", contact_id=CONTACT, notes=notes)

    assert wire.sent == []


@pytest.mark.parametrize("given", ["BOOK", "", "../Accounts", None])
async def test_it_is_named_by_its_id(run: Run, wire: Wire, given: object):
    with pytest.raises(InputError, match="contact_id: must be "):
        await run("add_note_to_contact", contact_id=given, notes="Hello")

    assert wire.sent == []
