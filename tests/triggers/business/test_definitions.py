"""What a flow builder needs of each business event."""

from typing import Any

import jsonschema
import msgspec
import pytest

from tests.triggers.business.flows import Books, Flow
from xero_component.component import component
from xero_component.connections.oauth2 import OAuth2Input
from xero_component.core import PollingTrigger
from xero_component.core.manifest import inputs_of
from xero_component.errors import DefinitionError
from xero_component.triggers._business.trigger import business_event
from xero_component.triggers._business.watch import Watch

KEYS = [key for key, item in component.triggers.items() if ".business." in item.module]
INPUTS: dict[str, dict[str, Any]] = {"field_changed": {"object": "invoices", "field": "Status"}}
EVERY_EVENT = pytest.mark.parametrize("key", KEYS)


def trigger_of(key: str) -> PollingTrigger[Any, Any, Any]:
    trigger = component.triggers[key]
    assert isinstance(trigger, PollingTrigger)
    return trigger


def test_all_of_them_are_found():
    assert set(KEYS) == {
        "bill_awaiting_approval", "bill_paid", "contact_archived", "contact_changed",
        "contact_created", "credit_note_allocated", "field_changed", "invoice_approved",
        "invoice_overdue", "invoice_paid", "invoice_part_paid", "invoice_sent", "invoice_voided",
        "item_price_changed", "payment_received", "payment_reversed",
    }  # fmt: skip


@EVERY_EVENT
def test_its_sample_is_a_payload_of_its_own(key: str):
    trigger = trigger_of(key)
    sample = msgspec.json.decode(msgspec.json.encode(trigger.sample))

    assert sample["event"] == key
    jsonschema.validate(sample, trigger.payload_schema)


@EVERY_EVENT
def test_its_form_has_a_filter_and_an_interval(key: str):
    trigger = trigger_of(key)
    fields = {field["key"]: field for field in inputs_of(trigger.input)}

    assert {"filter", "interval_minutes"} <= fields.keys()
    assert fields["interval_minutes"]["default"] in (5, 60)


@EVERY_EVENT
def test_its_scopes_only_read_and_are_asked_for(key: str):
    trigger = trigger_of(key)
    scopes = trigger.scopes(trigger.input(**INPUTS.get(key, {})))
    granted = OAuth2Input.model_fields["scopes"].default.split()

    assert scopes
    assert all(scope.endswith(".read") for scope in scopes)
    assert {scope.removesuffix(".read") for scope in scopes} <= set(granted)


@EVERY_EVENT
def test_its_test_button_shows_records_that_are_there(books: Books, key: str):
    books.pay(books.invoice(DueDate="2026-11-10"), "1.00")
    books.reverse(books.pay(books.invoice(SentToContact=True), "100.00"))
    books.change_invoice(books.invoice(), Status="VOIDED")
    books.pay(books.invoice(), "100.00")
    bill = books.invoice(Type="ACCPAY", InvoiceNumber=f"B {key}")
    books.pay(bill, "100.00")
    books.invoice(Type="ACCPAY", InvoiceNumber=f"C {key}", Status="SUBMITTED")
    books.change_contact(books.contact(), ContactStatus="ARCHIVED")
    books.allocate(books.credit_note(), books.invoice(), "1.00")
    events = Flow(books, key, **INPUTS.get(key, {})).latest()

    assert 1 <= len(events) <= 3
    for event in events:
        assert event["event"] == key
        body = msgspec.json.Encoder(decimal_format="number").encode(event)
        jsonschema.validate(msgspec.json.decode(body), trigger_of(key).payload_schema)


def test_the_test_button_shows_only_what_the_filter_lets_through(books: Books):
    books.invoice()
    assert Flow(books, "invoice_approved", filter="Total == `-1`").latest() == []
    assert Flow(books, "invoice_overdue", filter="Total == `-1`").latest() == []


def test_an_event_whose_input_is_no_business_input_is_refused_when_it_is_declared():
    declare: Any = business_event(
        title="Nothing",
        watch=lambda _data: Watch(object="items", paths=()),
        payload=dict,
        sample={},
    )

    with pytest.raises(DefinitionError, match="BusinessInput"):
        declare(lambda seen, data: [])
