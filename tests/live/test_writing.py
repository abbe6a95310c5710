"""Bodies: what may be sent, how it is wrapped, what null and empty do."""

from decimal import Decimal
from typing import Any

import pytest

from tests.live.demo_company import DAY, DUE, DemoCompany
from tests.live.settling import settles
from xero_component.catalogue.objects import CONTACTS, INVOICES
from xero_component.errors import NotFoundError, ValidationError


@settles("A-047", "PUT takes Contacts, Items, Invoices and Payments wrapped in their plural.")
async def test_creates_are_wrapped_in_the_plural(demo: DemoCompany) -> None:
    query = {"summarizeErrors": "false"}
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("Contacts", {"Name": demo.named("wrapped")}),
        ("Items", {"Code": demo.named("wrapped")}),
        ("Invoices", {"Type": "ACCREC", "Status": "AUTHORISED", "Date": DAY, "DueDate": DUE}),
        ("Payments", {"Date": DAY, "Amount": Decimal("1.00")}),
    ]
    made: dict[str, Any] = {}
    for plural, fields in bodies:
        body: dict[str, Any] = fields
        if plural == "Invoices":
            contact = {"ContactID": made["Contacts"]["ContactID"]}
            body |= {"Contact": contact, "LineItems": [demo.line()]}
        if plural == "Payments":
            body["Invoice"] = {"InvoiceID": made["Invoices"]["InvoiceID"]}
            body["Account"] = {"AccountID": demo.bank["AccountID"]}
        reply = await demo.envelope("PUT", f"/{plural}", {plural: [body]}, query=query)
        made[plural] = reply[plural][0]
        assert made[plural].get("StatusAttributeString") == "OK", plural
        match plural:
            case "Contacts":
                demo.noted_contact(made[plural])
            case "Items":
                demo.noted_item(made[plural])
            case "Invoices":
                demo.noted_invoice(made[plural])
            case _:
                demo.noted_payment(made[plural])


@settles("A-051", "POST takes a bare element, without its plural, as well.")
async def test_update_without_the_plural_is_accepted(demo: DemoCompany) -> None:
    made = await demo.contact("bare")
    path = f"/Contacts/{made['ContactID']}"
    reply = await demo.envelope("POST", path, {"FirstName": "Bare"})
    assert reply["Contacts"][0]["FirstName"] == "Bare"


@settles("A-048", "With summarizeErrors=false an element that fails is told in a 200.")
async def test_failed_element_comes_in_a_200(demo: DemoCompany) -> None:
    customer = await demo.customer()
    with pytest.raises(ValidationError) as refused:
        await demo.xero.create(CONTACTS, {"Name": customer["Name"]})
    assert refused.value.status == 200
    assert refused.value.elements[0].messages


@settles("A-049", "PUT /Payments honours summarizeErrors=false.")
async def test_failed_payment_comes_in_a_200(demo: DemoCompany) -> None:
    draft = await demo.invoice()
    with pytest.raises(ValidationError) as refused:
        await demo.pay(draft, Decimal("1.00"))
    assert refused.value.status == 200


@settles("A-050", "A refused update by id is 400 with the Elements and their messages.")
async def test_refused_update_names_its_element(demo: DemoCompany) -> None:
    draft = await demo.invoice()
    with pytest.raises(ValidationError) as refused:
        await demo.xero.update(INVOICES, draft["InvoiceID"], {"Status": "VOIDED"})
    assert refused.value.status == 400
    assert refused.value.elements[0].messages


@settles("A-052", "null clears a field.")
async def test_null_clears_a_field(demo: DemoCompany) -> None:
    made = await demo.contact("cleared", FirstName="Ada", LastName="Fenwick")
    await demo.xero.update(CONTACTS, made["ContactID"], {"FirstName": None})
    now = await demo.xero.get(CONTACTS, made["ContactID"])
    assert not now.get("FirstName")
    assert now["LastName"] == "Fenwick"


@settles("A-053", "An empty text clears a field.")
async def test_empty_text_clears_a_field(demo: DemoCompany) -> None:
    made = await demo.contact("emptied", FirstName="Ada", LastName="Fenwick")
    await demo.xero.update(CONTACTS, made["ContactID"], {"LastName": ""})
    now = await demo.xero.get(CONTACTS, made["ContactID"])
    assert not now.get("LastName")
    assert now["FirstName"] == "Ada"


@settles("A-054", "A field that Xero does not know is passed over.")
async def test_unknown_field_is_passed_over(demo: DemoCompany) -> None:
    made = await demo.contact("unknown field", NoSuchField="x")
    assert made["Name"] == demo.named("unknown field")


@settles("A-055", "Addresses that are sent replace those of their type and leave the others.")
async def test_addresses_merge_by_type(demo: DemoCompany) -> None:
    street = {"AddressType": "STREET", "City": "Hobart"}
    made = await demo.contact("addresses", Addresses=[street])
    post = {"AddressType": "POBOX", "City": "Perth"}
    await demo.xero.update(CONTACTS, made["ContactID"], {"Addresses": [post]})
    now = await demo.xero.get(CONTACTS, made["ContactID"])
    cities = {row["AddressType"]: row.get("City") for row in now["Addresses"]}
    assert (cities["STREET"], cities["POBOX"]) == ("Hobart", "Perth")


@settles("A-056", "ContactPersons that are sent replace all those that were there.")
async def test_persons_are_replaced(demo: DemoCompany) -> None:
    first = {"FirstName": "Ada", "LastName": "One"}
    made = await demo.contact("persons", ContactPersons=[first])
    second = {"FirstName": "Ben", "LastName": "Two"}
    await demo.xero.update(CONTACTS, made["ContactID"], {"ContactPersons": [second]})
    now = await demo.xero.get(CONTACTS, made["ContactID"])
    assert [person["FirstName"] for person in now["ContactPersons"]] == ["Ben"]


@settles("A-057", "An archived contact becomes active again by its ContactStatus.")
async def test_archived_contact_can_come_back(demo: DemoCompany) -> None:
    made = await demo.contact("comes back")
    for status in ("ARCHIVED", "ACTIVE"):
        await demo.xero.update(CONTACTS, made["ContactID"], {"ContactStatus": status})
    assert (await demo.xero.get(CONTACTS, made["ContactID"]))["ContactStatus"] == "ACTIVE"


@settles("A-058", "The name of an archived contact is free for another.")
async def test_name_of_an_archived_contact_is_free(demo: DemoCompany) -> None:
    old = await demo.contact("twice")
    await demo.xero.update(CONTACTS, old["ContactID"], {"ContactStatus": "ARCHIVED"})
    new = await demo.contact("twice")
    assert new["ContactID"] != old["ContactID"]


@settles("A-059", "An item is both sold and bought unless it is said otherwise.")
async def test_item_is_sold_and_bought_by_default(demo: DemoCompany) -> None:
    details = {"UnitPrice": Decimal("1.00"), "AccountCode": demo.sales["Code"]}
    made = await demo.item("both sides", SalesDetails=details)
    assert (made["IsSold"], made["IsPurchased"]) == (True, True)


@settles("A-060", "A deleted account cannot be read any more.")
async def test_deleted_account_is_gone(demo: DemoCompany) -> None:
    code = demo.run[-8:].upper()
    account = {"Code": code, "Name": demo.named("account"), "Type": "EXPENSE"}
    made = (await demo.envelope("PUT", "/Accounts", account))["Accounts"][0]
    gone = await demo.envelope("DELETE", f"/Accounts/{made['AccountID']}")
    assert gone["Accounts"][0]["Status"] == "DELETED"
    with pytest.raises(NotFoundError):
        await demo.call("GET", f"/Accounts/{made['AccountID']}")
