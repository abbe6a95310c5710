import pytest

from tests.actions.wire import CONTACT, Run, Wire, assert_written
from tests.conformance.world import World
from xero_component.errors import InputError


async def test_the_status_is_sent_and_nothing_else(run: Run, wire: Wire):
    wire.answer({"Contacts": [{"ContactID": CONTACT, "ContactStatus": "ARCHIVED"}]})

    contact = await run("archive_contact", contact_id=CONTACT)

    assert contact["ContactStatus"] == "ARCHIVED"
    assert_written(wire.one)
    assert wire.one.line == f"POST /Contacts/{CONTACT}"
    assert wire.one.query == {}
    assert wire.one.body == {"Contacts": [{"ContactID": CONTACT, "ContactStatus": "ARCHIVED"}]}


@pytest.mark.parametrize("contact_id", ["C-0001", "", None, 0])
async def test_a_contact_is_named_by_its_id(run: Run, wire: Wire, contact_id: object):
    with pytest.raises(InputError, match="contact_id: must be "):
        await run("archive_contact", contact_id=contact_id)

    assert wire.sent == []


async def test_an_archived_contact_keeps_all_it_had(world: World):
    contact_id = await world.contact()
    before = await world.perform("get_contact", contact_id=contact_id)

    await world.perform("archive_contact", contact_id=contact_id)

    after = await world.perform("get_contact", contact_id=contact_id)
    moved = {"ContactStatus", "UpdatedDateUTC"}
    assert {name for name in before if before[name] != after[name]} == moved
