from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.wire import CONTACT, Run, Wire, assert_written
from xero_component.actions.contacts._fields import ADDRESS, contact_body
from xero_component.actions.contacts.create_contact import CreateContactInput
from xero_component.core import StepContext
from xero_component.errors import InputError, ValidationError

SAVED = {
    "Contacts": [
        {"ContactID": CONTACT, "Name": "Acme", "UpdatedDateUTC": "/Date(1772442000000+0000)/"}
    ]
}
NAMES = {
    "name": "Name",
    "first_name": "FirstName",
    "last_name": "LastName",
    "email_address": "EmailAddress",
    "bank_account_details": "BankAccountDetails",
    "contact_status": "ContactStatus",
    "tax_number": "TaxNumber",
    "accounts_receivable_tax_type": "AccountsReceivableTaxType",
    "accounts_payable_tax_type": "AccountsPayableTaxType",
    "default_currency": "DefaultCurrency",
}
VALUES = {"contact_status": "ACTIVE", "default_currency": "AUD", "name": "Acme"}


async def element_sent(run: Run, wire: Wire, **raw: Any) -> dict[str, Any]:
    wire.answer(SAVED)
    await run("create_contact", name="Acme", **raw)
    return wire.one.element


async def test_one_contact_is_put_and_comes_back(run: Run, wire: Wire):
    wire.answer(SAVED)

    contact = await run("create_contact", name="Acme", email_address="a@acme.example")

    assert contact["ContactID"] == CONTACT
    assert contact["UpdatedDateUTC"] == "2026-03-02T09:00:00Z"
    sent = wire.one
    assert_written(sent)
    assert sent.line == "PUT /Contacts"
    assert sent.query == {"summarizeErrors": "false"}
    assert sent.body == {"Contacts": [{"Name": "Acme", "EmailAddress": "a@acme.example"}]}


@pytest.mark.parametrize("key", NAMES)
async def test_each_input_is_sent_under_xero_s_name(run: Run, wire: Wire, key: str):
    wire.answer(SAVED)
    value = VALUES.get(key, "some text")

    await run("create_contact", **{"name": "Acme", key: value})

    assert wire.one.element == {"Name": "Acme", NAMES[key]: value}


@pytest.mark.parametrize("key", sorted(set(NAMES) - {"name"}))
async def test_null_clears_and_absent_is_not_sent(run: Run, wire: Wire, key: str):
    element = await element_sent(run, wire, **{key: None})

    assert element == {"Name": "Acme", NAMES[key]: None}


@pytest.mark.parametrize("key", sorted(set(NAMES) - {"name", "contact_status", "default_currency"}))
async def test_empty_text_is_sent(run: Run, wire: Wire, key: str):
    assert await element_sent(run, wire, **{key: ""}) == {"Name": "Acme", NAMES[key]: ""}


async def test_without_an_address_no_address_is_sent(run: Run, wire: Wire):
    assert await element_sent(run, wire, address_type="STREET") == {"Name": "Acme"}


async def test_part_of_an_address_makes_a_postal_one(run: Run, wire: Wire):
    element = await element_sent(run, wire, city="Perth")

    assert element["Addresses"] == [{"AddressType": "POBOX", "City": "Perth"}]


async def test_a_whole_address_is_sent_line_by_line(run: Run, wire: Wire):
    element = await element_sent(
        run,
        wire,
        address_type="STREET",
        address="Level 3\r\n1 Main Street\nRear",
        city="Perth",
        postal_code="6000",
        country="Australia",
        region="WA",
    )

    assert element["Addresses"] == [
        {
            "AddressType": "STREET",
            "AddressLine1": "Level 3",
            "AddressLine2": "1 Main Street",
            "AddressLine3": "Rear",
            "City": "Perth",
            "PostalCode": "6000",
            "Country": "Australia",
            "Region": "WA",
        }
    ]


@pytest.mark.parametrize("value", [None, ""])
async def test_an_address_is_cleared_by_null_and_emptied_by_empty_text(
    run: Run, wire: Wire, value: str | None
):
    element = await element_sent(run, wire, address=value, city=value, address_type=None)

    assert element["Addresses"] == [{"AddressType": "POBOX", "AddressLine1": value, "City": value}]


async def test_no_line_of_an_address_is_lost(run: Run, wire: Wire):
    with pytest.raises(InputError, match="address: has 5 lines; Xero keeps at most 4"):
        await run("create_contact", name="Acme", address="1\n2\n3\n4\n5")

    assert wire.sent == []


async def test_additional_fields_are_sent_as_they_are(run: Run, wire: Wire):
    additional = {"AccountNumber": "A-1", "PaymentTerms": {"Bills": {"Day": 0}}, "Phones": []}

    element = await element_sent(run, wire, additional_fields=additional)

    assert element == {"Name": "Acme", **additional}


async def test_an_additional_field_that_is_an_input_as_well_is_refused(run: Run, wire: Wire):
    with pytest.raises(InputError, match="Additional Fields repeats Name: give each once") as found:
        await run("create_contact", name="Acme", additional_fields={"Name": "Other"})

    assert found.value.problems[0].field == "additional_fields.Name"
    assert wire.sent == []


async def test_an_additional_address_beside_the_address_inputs_is_refused(run: Run, wire: Wire):
    with pytest.raises(InputError, match="Additional Fields repeats Addresses"):
        await run("create_contact", name="Acme", city="Perth", additional_fields={"Addresses": []})

    assert wire.sent == []


@pytest.mark.parametrize("status", ["ACTIVE", "ARCHIVED", "GDPRREQUEST"])
async def test_xero_s_statuses_are_taken(run: Run, wire: Wire, status: str):
    element = await element_sent(run, wire, contact_status=status)

    assert element["ContactStatus"] == status


@pytest.mark.parametrize("status", ["GDPREQUEST", "archived", ""])
async def test_a_status_that_xero_does_not_have_is_refused(run: Run, wire: Wire, status: str):
    with pytest.raises(InputError, match="contact_status: must be 'ACTIVE', 'ARCHIVED' or"):
        await run("create_contact", name="Acme", contact_status=status)

    assert wire.sent == []


@pytest.mark.parametrize(
    "name", ["Café Zoë 🍰", "שלום עולם", "日本の会社", 'O\'Brien & "Sons"', "👩‍👩‍👧"]
)
async def test_any_language_is_sent_as_it_is(run: Run, wire: Wire, name: str):
    wire.answer(SAVED)

    await run("create_contact", name=name)

    assert wire.one.element == {"Name": name}
    assert name.encode() in wire.one.content or '"' in name


@pytest.mark.parametrize("name", ["", "   ", None, 0, False, [], {}, "x" * 256])
async def test_a_name_that_is_none_is_refused(run: Run, wire: Wire, name: Any):
    with pytest.raises(InputError, match="name: "):
        await run("create_contact", name=name)

    assert wire.sent == []


async def test_xero_s_refusal_is_told_in_its_words(run: Run, wire: Wire):
    message = "The contact name Acme is already assigned to another contact."
    failed = {
        "Name": "Acme",
        "StatusAttributeString": "ERROR",
        "ValidationErrors": [{"Message": message}],
    }
    wire.answer({"Contacts": [failed]})

    with pytest.raises(ValidationError, match=f"Xero refused it: {message}"):
        await run("create_contact", name="Acme")


async def test_a_step_that_runs_again_sends_the_same_key(run: Run, wire: Wire):
    for attempt in (1, 2):
        wire.answer(SAVED)
        context = StepContext(run_id="run", step_id="step", attempt=attempt)
        await run("create_contact", context, name="Acme")

    first, second = wire.sent
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.content == second.content


given_fields = st.fixed_dictionaries(
    {"name": st.just("Acme")},
    optional={
        key: st.none() | st.text("ab é🍰", max_size=10)
        for key in (*ADDRESS, *NAMES)
        if key not in {"name", "address_type", "contact_status", "default_currency"}
    },
)


@given(given_fields)
def test_exactly_what_is_given_is_sent(raw: dict[str, Any]):
    body = contact_body(CreateContactInput.model_validate(raw))

    plain = {NAMES[key]: value for key, value in raw.items() if key in NAMES}
    assert {key: value for key, value in body.items() if key != "Addresses"} == plain
    parts = {ADDRESS[key]: value for key, value in raw.items() if key in ADDRESS}
    assert body.get("Addresses") == ([{"AddressType": "POBOX", **parts}] if parts else None)
