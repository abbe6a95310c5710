from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.wire import CONTACT, INVOICE, Run, Wire, assert_authorised, assert_written
from tests.conformance.world import World
from xero_component.actions.contacts._address import among
from xero_component.errors import InputError, NotFoundError

SAVED = {"Contacts": [{"ContactID": CONTACT, "Name": "Acme"}]}
STREET = {"AddressType": "STREET", "AddressLine1": "1 Main Street", "City": "Perth"}
POBOX = {
    "AddressType": "POBOX",
    "AddressLine1": "Box 1",
    "AddressLine2": "Hill",
    "AddressLine3": "",
    "City": "Hobart",
    "AttentionTo": "Mara",
}


async def addresses_sent(
    run: Run, wire: Wire, raw: dict[str, Any], before: dict[str, Any]
) -> list[dict[str, Any]]:
    wire.answer({"Contacts": [{"ContactID": CONTACT, **before}]})
    wire.answer(SAVED)
    await run("update_contact", contact_id=CONTACT, **raw)
    read, written = wire.sent
    assert read.line == f"GET /Contacts/{CONTACT}"
    assert_authorised(read)
    sent: list[dict[str, Any]] = written.element["Addresses"]
    return sent


async def test_a_contact_is_posted_to_its_own_address(run: Run, wire: Wire):
    wire.answer(SAVED)

    assert await run("update_contact", contact_id=CONTACT, name="Acme") == SAVED["Contacts"][0]

    assert_written(wire.one)
    assert wire.one.line == f"POST /Contacts/{CONTACT}"
    assert wire.one.query == {}
    assert wire.one.body == {"Contacts": [{"ContactID": CONTACT, "Name": "Acme"}]}


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({"contact_number": "C-1"}, {"ContactNumber": "C-1"}),
        ({"contact_number": None}, {"ContactNumber": None}),
        ({"first_name": ""}, {"FirstName": ""}),
        ({"last_name": None}, {"LastName": None}),
        ({"email_address": "a@b.example"}, {"EmailAddress": "a@b.example"}),
        ({"accounts_payable_tax_type": "INPUT"}, {"AccountsPayableTaxType": "INPUT"}),
        ({"accounts_receivable_tax_type": None}, {"AccountsReceivableTaxType": None}),
        ({"bank_account_details": ""}, {"BankAccountDetails": ""}),
        ({"default_currency": "NZD"}, {"DefaultCurrency": "NZD"}),
        ({"tax_number": "11 111"}, {"TaxNumber": "11 111"}),
        ({"contact_status": "ACTIVE"}, {"ContactStatus": "ACTIVE"}),
        ({"contact_status": "ARCHIVED"}, {"ContactStatus": "ARCHIVED"}),
        ({"contact_status": "GDPRREQUEST"}, {"ContactStatus": "GDPRREQUEST"}),
        ({"additional_fields": {"Phones": []}}, {"Phones": []}),
        ({"additional_fields": {"Addresses": [STREET]}}, {"Addresses": [STREET]}),
        ({"name": "n", "address_type": "STREET"}, {"Name": "n"}),
    ],
)
async def test_only_what_is_given_is_sent_and_no_address_without_a_part_of_one(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    wire.answer(SAVED)

    await run("update_contact", contact_id=CONTACT, **raw)

    assert wire.one.element == {"ContactID": CONTACT, **sent}


async def test_a_new_city_leaves_the_rest_of_its_address_and_the_others(run: Run, wire: Wire):
    before = {"Addresses": [STREET, POBOX]}

    sent = await addresses_sent(run, wire, {"city": "Geelong"}, before)

    assert sent == [STREET, {**POBOX, "City": "Geelong"}]


async def test_the_street_address_is_changed_where_it_is_meant(run: Run, wire: Wire):
    raw = {"address_type": "STREET", "postal_code": "", "city": None}

    sent = await addresses_sent(run, wire, raw, {"Addresses": [STREET, POBOX]})

    assert sent == [{**STREET, "PostalCode": "", "City": None}, POBOX]


async def test_new_lines_take_the_place_of_all_old_ones(run: Run, wire: Wire):
    sent = await addresses_sent(run, wire, {"address": "Box 2"}, {"Addresses": [POBOX]})

    lines = {"AddressLine1": "Box 2", "AddressLine2": "", "AddressLine3": "", "AddressLine4": ""}
    assert sent == [{**POBOX, **lines}]


@pytest.mark.parametrize("before", [{}, {"Addresses": []}, {"Addresses": None}])
async def test_a_contact_without_addresses_gets_one(run: Run, wire: Wire, before: dict[str, Any]):
    sent = await addresses_sent(run, wire, {"country": "NZ"}, before)

    assert sent == [{"AddressType": "POBOX", "Country": "NZ"}]


async def test_nothing_is_written_where_the_contact_is_not_there(run: Run, wire: Wire):
    wire.answer(status=404, content=b"")

    with pytest.raises(NotFoundError):
        await run("update_contact", contact_id=CONTACT, city="Perth")

    assert wire.one.method == "GET"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({}, "give at least one field to change"),
        ({"address_type": "STREET"}, "give at least one field to change"),
        ({"name": None}, "name: cannot be cleared: leave it out to keep what is there"),
        ({"name": ""}, "name: must not be empty"),
        ({"contact_status": None}, "contact_status: cannot be cleared"),
        ({"contact_status": "GDPREQUEST"}, "contact_status: must be 'ACTIVE', 'ARCHIVED' or"),
        ({"address_type": "DELIVERY", "city": "x"}, "address_type: must be 'POBOX' or 'STREET'"),
        ({"address": "1\n2\n3\n4\n5"}, "address: has 5 lines; Xero keeps at most 4"),
        ({"default_currency": "aud"}, "default_currency: "),
        ({"contact_number": "x" * 51}, "contact_number: must have at most 50 characters"),
        ({"city": "x", "additional_fields": {"Addresses": []}}, "Fields repeats Addresses"),
        ({"additional_fields": {"ContactID": INVOICE}}, "Additional Fields repeats ContactID"),
    ],
)
async def test_input_that_cannot_be_right_is_refused_before_anything_is_sent(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("update_contact", contact_id=CONTACT, **raw)

    assert wire.sent == []


async def test_in_the_sandbox_nothing_but_what_was_given_changes(world: World):
    contact_id = await world.contact()
    street = {"address_type": "STREET", "address": "1 Main\nRear", "city": "Perth"}
    await world.perform("update_contact", contact_id=contact_id, **street)
    before = await world.perform("get_contact", contact_id=contact_id)

    await world.perform("update_contact", contact_id=contact_id, city="Cairns", first_name="Zoë")

    after = await world.perform("get_contact", contact_id=contact_id)
    changed = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    assert changed == {"FirstName", "Addresses", "UpdatedDateUTC"}
    old = {one["AddressType"]: one for one in before["Addresses"]}
    new = {one["AddressType"]: one for one in after["Addresses"]}
    assert new["STREET"] == old["STREET"]
    assert new["STREET"]["AddressLine2"] == "Rear"
    assert new["POBOX"] == {**old["POBOX"], "City": "Cairns"}


parts = st.dictionaries(
    st.sampled_from(["City", "Region", "AddressLine1", "AddressLine2", "AttentionTo"]),
    st.none() | st.text(max_size=3),
)
addresses = st.lists(
    st.builds(lambda kind, rest: {"AddressType": kind, **rest}, st.sampled_from("ABC"), parts),
    max_size=4,
)


@given(addresses, st.sampled_from("ABC"), parts)
def test_an_address_is_changed_in_its_place_and_no_other_is_touched(
    before: list[dict[str, Any]], kind: str, rest: dict[str, Any]
):
    new = {"AddressType": kind, **rest}

    after = among(before, new)

    [place, *_] = [*(n for n, old in enumerate(before) if old["AddressType"] == kind), len(before)]
    assert after[:place] == before[:place]
    assert after[place + 1 :] == before[place + 1 :]
    assert {**after[place], **new} == after[place]
    kept = set(after[place]) - set(new)
    emptied = {name for name in kept if name.startswith("AddressLine")} if rest else set()
    old = before[place] if place < len(before) else {}
    assert all(after[place][name] == old[name] for name in kept - emptied)
    assert among(after, new) == after
