"""Contacts, items, payments and credit notes, told from the sandbox."""

from decimal import Decimal

import pytest

from tests.triggers.business.flows import Books, changes, hint
from xero_component.catalogue.objects import ITEMS
from xero_component.errors import InputError


def test_a_new_contact_is_created_and_neither_changed_nor_told_again(books: Books):
    created, changed = books.flow("contact_created"), books.flow("contact_changed")
    contact = books.contact()

    (event,) = created.poll()
    assert (event["record_id"], changes(event)) == (
        contact["ContactID"],
        {"Name": (None, contact["Name"])},
    )
    assert changed.poll() == []
    books.change_contact(contact, FirstName="Ada")
    assert created.poll() == []


def test_an_edited_contact_tells_which_fields_changed_and_what_they_said(books: Books):
    contact = books.contact(EmailAddress="old@example.com")
    flow = books.flow("contact_changed")
    books.change_contact(contact, EmailAddress="new@example.com", FirstName="Žofie 🎈")

    (event,) = flow.poll()
    assert sorted(event["fields"]) == ["EmailAddress", "FirstName"]
    assert changes(event) == {
        "EmailAddress": ("old@example.com", "new@example.com"),
        "FirstName": (None, "Žofie 🎈"),
    }


def test_an_edit_there_and_back_and_there_again_is_three_events(books: Books):
    contact = books.contact(FirstName="Ada")
    flow = books.flow("contact_changed", fields=["FirstName"])
    ids = set()
    for name in ("Bea", "Ada", "Bea"):
        books.change_contact(contact, FirstName=name)
        ids |= {event["id"] for event in flow.poll()}

    assert len(ids) == 3


def test_a_flow_that_waits_for_a_field_hears_of_no_other(books: Books):
    contact = books.contact()
    flow = books.flow("contact_changed", fields=["EmailAddress"])
    books.change_contact(contact, FirstName="Ada")
    assert flow.poll() == []
    books.change_contact(contact, EmailAddress="ada@example.com")

    assert [event["fields"] for event in flow.poll()] == [["EmailAddress"]]


def test_a_field_that_contacts_do_not_have_is_refused(books: Books):
    with pytest.raises(InputError, match="fields"):
        books.flow("contact_changed", fields=["Balances"])


def test_being_invoiced_is_no_edit_of_a_contact(books: Books):
    contact = books.contact()
    flow = books.flow("contact_changed", compare_every_hours=1)
    books.invoice(Contact={"ContactID": contact["ContactID"]})
    books.wait(hours=2)

    assert flow.poll() == []


def test_an_archived_contact_is_told_once_each_time(books: Books):
    contact = books.contact()
    flow = books.flow("contact_archived")
    books.change_contact(contact, ContactStatus="ARCHIVED")
    (first,) = flow.poll()
    assert changes(first) == {"ContactStatus": ("ACTIVE", "ARCHIVED")}
    books.change_contact(contact, ContactStatus="ACTIVE")
    assert flow.poll() == []
    books.change_contact(contact, ContactStatus="ARCHIVED")
    (second,) = flow.poll()

    assert first["id"] != second["id"]


def test_a_new_price_is_told_and_nothing_else_of_an_item(books: Books):
    item = books.item("10.5000", Name="Handbook")
    flow = books.flow("item_price_changed")
    books.change_item(item, Name="Another name")
    assert flow.poll() == []
    books.change_item(item, SalesDetails={"UnitPrice": Decimal("12.3456")})

    (event,) = flow.poll()
    assert event["fields"] == ["SalesDetails.UnitPrice"]
    assert changes(event) == {"SalesDetails.UnitPrice": (Decimal("10.5"), Decimal("12.3456"))}


def test_a_price_that_is_given_for_the_first_time_had_none_before(books: Books):
    item = books.item()
    flow = books.flow("item_price_changed")
    books.change_item(item, PurchaseDetails={"UnitPrice": Decimal("0")})

    (event,) = flow.poll()
    assert changes(event) == {"PurchaseDetails.UnitPrice": (None, Decimal(0))}


def test_a_new_item_is_no_new_price_and_a_deleted_one_neither(books: Books):
    flow = books.flow("item_price_changed", compare_every_hours=1)
    item = books.item()
    assert flow.poll() == []
    books.delete(ITEMS, item["ItemID"])
    books.wait(hours=2)

    assert flow.poll() == []


def test_a_payment_that_was_reversed_before_it_was_seen_is_told_as_reversed(books: Books):
    received, reversed_ = books.flow("payment_received"), books.flow("payment_reversed")
    payment = books.pay(books.invoice(), "12.34")
    books.reverse(payment)

    assert received.poll() == []
    (event,) = reversed_.poll()
    assert (event["amount"], event["record_id"]) == (Decimal("12.34"), payment["PaymentID"])
    assert event["invoice_id"] == payment["Invoice"]["InvoiceID"]


def test_a_payment_of_a_bill_is_not_received_but_its_reversal_is_told(books: Books):
    received, reversed_ = books.flow("payment_received"), books.flow("payment_reversed")
    payment = books.pay(books.invoice(Type="ACCPAY", InvoiceNumber="B 7"), "1.00")
    assert received.poll() == reversed_.poll() == []
    books.reverse(payment)

    assert received.poll() == []
    assert [event["payment_type"] for event in reversed_.poll()] == ["ACCPAYPAYMENT"]


def test_each_allocation_of_a_credit_note_is_told_once(books: Books):
    flow, hinted = books.flow("credit_note_allocated"), books.flow("credit_note_allocated")
    credit = books.credit_note("100.00")
    first, second = books.invoice(), books.invoice()
    assert flow.poll() == []
    books.allocate(credit, first, "30.00")
    books.allocate(credit, second, "20.50")

    events = flow.poll()
    assert {(event["invoice_id"], event["amount"]) for event in events} == {
        (first["InvoiceID"], Decimal("30.00")),
        (second["InvoiceID"], Decimal("20.50")),
    }
    assert {event["remaining_credit"] for event in events} == {Decimal("49.50")}
    assert changes(events[0]) == {"RemainingCredit": (Decimal(100), Decimal("49.5"))}
    assert flow.poll() == []
    told = hinted.hinted([hint(credit["CreditNoteID"], "CREDITNOTE")])
    assert {event["id"] for event in told} == {event["id"] for event in events}
    assert hinted.poll() == []
