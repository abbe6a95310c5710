import pytest

from tests.actions.wire import CONTACT, Run, Wire, assert_authorised
from tests.conformance.world import World
from xero_component.errors import InputError


async def test_the_history_is_read_in_xero_s_order(run: Run, wire: Wire):
    rows = [{"Changes": "Note", "Details": "b"}, {"Changes": "Created", "Details": "a"}]
    wire.answer({"HistoryRecords": rows})

    assert await run("get_contact_history", contact_id=CONTACT) == {"records": rows, "paging": None}

    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Contacts/{CONTACT}/History"
    assert wire.one.query == {}


@pytest.mark.parametrize("given", ["BOOK", "", "../Accounts", None, 0])
async def test_it_is_named_by_its_id(run: Run, wire: Wire, given: object):
    with pytest.raises(InputError, match="contact_id: must be "):
        await run("get_contact_history", contact_id=given)

    assert wire.sent == []


async def test_a_note_that_was_added_is_in_the_history(world: World):
    identifier = await world.contact()

    await world.perform("add_note_to_contact", contact_id=identifier, notes="Ask for Zoë 🍰")
    history = await world.perform("get_contact_history", contact_id=identifier)

    latest = history["records"][0]
    assert (latest["Changes"], latest["Details"]) == ("Note", "Ask for Zoë 🍰")
