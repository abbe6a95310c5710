"""Any field of any polled object."""

from decimal import Decimal
from typing import Any

import pytest

from tests.triggers.business.flows import Books, changes
from xero_component.catalogue.objects import ITEMS
from xero_component.errors import InputError
from xero_component.triggers._business.any_field import is_value


def test_a_nested_field_is_told_with_the_values_before_and_after(books: Books):
    item = books.item("10.00")
    flow = books.flow("field_changed", object="items", field="SalesDetails.UnitPrice")
    books.change_item(item, Name="Another name")
    assert flow.poll() == []
    books.change_item(item, SalesDetails={"UnitPrice": Decimal("12.3456")})

    (event,) = flow.poll()
    assert changes(event) == {"SalesDetails.UnitPrice": (Decimal(10), Decimal("12.3456"))}
    assert event["fields"] == ["SalesDetails.UnitPrice"]
    assert event["record"]["Name"] == "Another name"


def test_a_new_record_is_no_change(books: Books):
    flow = books.flow("field_changed", object="items", field="Name", show_null_changes=True)
    books.item(Name="New")

    assert flow.poll() == []


def test_only_changes_to_a_value_may_be_told(books: Books):
    flow = books.flow("field_changed", object="invoices", field="Status", to="PAID")
    invoice = books.invoice(Status="DRAFT")
    flow.poll()
    books.change_invoice(invoice, Status="AUTHORISED")
    assert flow.poll() == []
    books.pay(invoice, "100.00")

    assert [changes(one) for one in flow.poll()] == [{"Status": ("AUTHORISED", "PAID")}]


def test_a_field_that_becomes_empty_or_is_filled_is_told_on_request_only(books: Books):
    contact = books.contact(EmailAddress="ada@example.com")
    asked = {"object": "contacts", "field": "EmailAddress"}
    quiet = books.flow("field_changed", **asked)
    loud = books.flow("field_changed", **asked, show_null_changes=True)
    books.change_contact(contact, EmailAddress="")
    assert [changes(one) for one in loud.poll()] == [{"EmailAddress": ("ada@example.com", None)}]
    assert quiet.poll() == []
    books.change_contact(contact, EmailAddress="bea@example.com")

    assert [changes(one) for one in loud.poll()] == [{"EmailAddress": (None, "bea@example.com")}]
    assert quiet.poll() == []


def test_a_record_that_is_gone_has_an_empty_field(books: Books):
    item = books.item(Name="Handbook")
    asked = {"object": "items", "field": "Name", "compare_every_hours": 1}
    quiet = books.flow("field_changed", **asked)
    loud = books.flow("field_changed", **asked, show_null_changes=True)
    books.delete(ITEMS, item["ItemID"])
    books.wait(hours=2)

    (event,) = loud.poll()
    assert (event["record_id"], event["record"], event["changed_at"]) == (
        item["ItemID"],
        None,
        None,
    )
    assert changes(event) == {"Name": ("Handbook", None)}
    assert quiet.poll() == loud.poll() == []


def test_lists_are_compared_whole(books: Books):
    contact = books.contact()
    flow = books.flow("field_changed", object="contacts", field="ContactPersons[].FirstName")
    books.change_contact(contact, ContactPersons=[{"FirstName": "Ada", "LastName": "L"}])

    (event,) = flow.poll()
    assert changes(event) == {"ContactPersons[].FirstName": ([], ["Ada"])}


def test_another_field_is_another_watch_and_starts_anew(books: Books):
    item = books.item(Name="Handbook")
    flow = books.flow("field_changed", object="items", field="Name")
    flow.raw = {"object": "items", "field": "Code"}
    books.change_item(item, Name="Other")

    assert flow.poll() == []
    assert any("started anew" in note for note in flow.notes)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"object": "items", "field": "a b"}, "field"),
        ({"object": "items", "field": ""}, "field"),
        ({"object": "items", "field": "[?"}, "field"),
        ({"object": "items", "field": "nothing(Name)"}, "field"),
        ({"object": "items", "field": "(" * 900}, "field"),
        ({"object": "items", "field": "a" * 5000}, "field"),
        ({"object": "items", "field": None}, "field"),
        ({"object": "journals", "field": "JournalNumber"}, "object"),
        ({"object": "nothing", "field": "Name"}, "object"),
        ({"object": "items"}, "field"),
        ({"object": "items", "field": "Name", "to": 5}, "to"),
    ],
)
def test_what_cannot_be_watched_is_refused_by_its_name(books: Books, raw: Any, named: str):
    with pytest.raises(InputError, match=named):
        books.flow("field_changed", **raw)


@pytest.mark.parametrize(
    ("value", "text", "equal"),
    [
        (Decimal("12.50"), "12.5", True),
        (Decimal("12.50"), " 12.50 ", True),
        (12, "12.0", True),
        (Decimal("12.50"), "twelve", False),
        (True, "true", True),
        (True, "True", True),
        (False, "true", False),
        (True, "1", False),
        ("PAID", "PAID", True),
        ("PAID", "paid", False),
        ("12.50", "12.5", False),
        (None, "", False),
        (["a"], "a", False),
    ],
)
def test_a_value_is_the_one_that_a_person_wrote(value: Any, text: str, equal: bool):
    assert is_value(value, text) is equal
