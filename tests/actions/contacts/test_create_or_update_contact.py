from typing import Any

import pytest

from tests.actions.wire import CONTACT, Run, Wire, assert_written
from tests.conformance.world import World
from xero_component.errors import InputError, ValidationError

SAVED = {"Contacts": [{"ContactID": CONTACT, "Name": "Acme"}]}
STREET = {"AddressType": "STREET", "City": "Perth"}
BY_ID = {"match_by": "contact_id", "contact_id": CONTACT}
BY_NUMBER = {"match_by": "contact_number", "contact_number": "C-1", "name": "Acme"}
BY_NAME = {"match_by": "name", "name": "Acme"}


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        (BY_ID, {"ContactID": CONTACT}),
        ({**BY_ID, "contact_number": None}, {"ContactID": CONTACT, "ContactNumber": None}),
        ({**BY_ID, "name": "Acme"}, {"ContactID": CONTACT, "Name": "Acme"}),
        (BY_NUMBER, {"ContactNumber": "C-1", "Name": "Acme"}),
        ({**BY_NAME, "email_address": ""}, {"Name": "Acme", "EmailAddress": ""}),
    ],
)
async def test_one_contact_is_posted_and_recognised_by_the_key_that_is_spelt_out(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    wire.answer(SAVED)

    assert await run("create_or_update_contact", **raw) == SAVED["Contacts"][0]

    assert_written(wire.one)
    assert wire.one.line == "POST /Contacts"
    assert wire.one.query == {"summarizeErrors": "false"}
    assert wire.one.body == {"Contacts": [sent]}


@pytest.mark.parametrize(
    ("raw", "reads"),
    [
        (BY_ID, [f"/Contacts/{CONTACT}"]),
        (BY_NUMBER, ['ContactNumber=="C-1"']),
        (BY_NAME, ['Name=="Acme"']),
    ],
)
async def test_other_addresses_of_a_contact_that_is_there_stay(
    run: Run, wire: Wire, raw: dict[str, Any], reads: list[str]
):
    wire.answer({"Contacts": [{"ContactID": CONTACT, "Addresses": [STREET]}]})
    wire.answer(SAVED)

    await run("create_or_update_contact", **raw, city="Cairns")

    read, written = wire.sent
    assert [read.query.get("where") or read.path.removeprefix("/api.xro/2.0")] == reads
    new = {"AddressType": "POBOX", "City": "Cairns"}
    assert written.element["Addresses"] == [STREET, new]


async def test_a_number_that_is_new_is_looked_for_by_name_as_xero_does(run: Run, wire: Wire):
    active = {"ContactID": "b", "ContactStatus": "ACTIVE", "Addresses": [STREET]}
    wire.answer({"Contacts": []})
    wire.answer({"Contacts": [active]})
    wire.answer(SAVED)

    await run("create_or_update_contact", **BY_NUMBER, city="Cairns")

    by_number, by_name, written = wire.sent
    assert by_number.query["where"] == 'ContactNumber=="C-1"'
    assert by_name.query["where"] == 'Name=="Acme"'
    assert by_number.query["includeArchived"] == "true"
    assert "includeArchived" not in by_name.query
    assert written.element["Addresses"][0] == STREET


async def test_a_contact_that_is_new_gets_the_address_alone(run: Run, wire: Wire):
    wire.answer({"Contacts": []})
    wire.answer(SAVED)

    await run("create_or_update_contact", **BY_NAME, city="Cairns")

    assert wire.sent[1].element["Addresses"] == [{"AddressType": "POBOX", "City": "Cairns"}]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"name": "Acme"}, "match_by: is required"),
        ({"match_by": "email_address", "name": "A"}, "match_by: must be 'contact_id', 'contact_"),
        ({"match_by": "name"}, "name is required when match_by is name"),
        ({"match_by": "contact_id", "name": "A"}, "contact_id is required when match_by is"),
        ({"match_by": "contact_number", "name": "A"}, "contact_number is required when match_by"),
        ({**BY_NUMBER, "contact_number": ""}, "contact_number: must not be empty"),
        ({"match_by": "contact_number", "contact_number": "1"}, "name is required when match_by"),
        ({**BY_NAME, "contact_number": "C-1"}, "contact_number must be left out when match_by is"),
        ({**BY_NAME, "contact_id": CONTACT}, "contact_id must be left out when match_by is name"),
        ({**BY_NAME, "contact_id": None}, "contact_id: cannot be cleared"),
        ({**BY_ID, "name": None}, "name: cannot be cleared"),
        ({**BY_NAME, "additional_fields": {"ContactID": CONTACT}}, "ContactID must be given as an"),
        ({**BY_NAME, "additional_fields": {"ContactNumber": "1"}}, "ContactNumber must be given"),
        ({**BY_NAME, "contact_status": "GDPREQUEST"}, "contact_status: must be 'ACTIVE'"),
    ],
)
async def test_input_that_cannot_be_right_is_refused_before_anything_is_sent(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("create_or_update_contact", **raw)

    assert wire.sent == []


async def test_in_the_sandbox_a_contact_is_created_once_and_then_changed(world: World):
    number = {"match_by": "contact_number", "contact_number": "X-1"}
    made = await world.perform("create_or_update_contact", **number, name="Ünïcode", city="Perth")

    renamed = await world.perform("create_or_update_contact", **number, name="Renamed 🍰")
    by_name = await world.perform(
        "create_or_update_contact", match_by="name", name="renamed 🍰", address_type="STREET",
        city="Cairns",
    )  # fmt: skip

    assert renamed["ContactID"] == by_name["ContactID"] == made["ContactID"]
    cities = {one["AddressType"]: one["City"] for one in by_name["Addresses"]}
    assert cities == {"POBOX": "Perth", "STREET": "Cairns"}
    assert by_name["ContactNumber"] == "X-1"


async def test_in_the_sandbox_a_new_contact_gets_nothing_of_an_archived_one_of_its_name(
    world: World,
):
    old = await world.perform("create_contact", name="Twice", city="Perth", address_type="STREET")
    await world.perform("archive_contact", contact_id=old["ContactID"])

    new = await world.perform("create_or_update_contact", match_by="name", name="Twice", city="Ayr")

    assert new["ContactID"] != old["ContactID"]
    assert "Perth" not in str(new["Addresses"])


async def test_in_the_sandbox_an_id_that_nothing_has_creates_nothing(world: World):
    unknown = "00000000-0000-4000-8000-000000000000"

    with pytest.raises(ValidationError, match="not found"):
        await world.perform(
            "create_or_update_contact", match_by="contact_id", contact_id=unknown, name="Nobody"
        )

    found = await world.perform("find_contact", name="Nobody")
    assert found["found"] == "none"
