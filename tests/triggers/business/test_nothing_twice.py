"""Crashes, hints and odd states: each event is told once, under one id."""

from dataclasses import replace
from typing import Any, cast

import pytest

from tests.triggers.business.flows import Books, hint
from xero_component.catalogue.objects import INVOICES, OBJECTS
from xero_component.component import component
from xero_component.errors import InputError
from xero_component.triggers.business import BusinessTrigger, detect_from_webhook


def test_an_event_whose_state_was_lost_comes_again_under_the_same_id(books: Books):
    flow = books.flow("invoice_paid")
    invoice = books.invoice()
    books.pay(invoice, "100.00")
    (lost,) = flow.poll_and_crash()
    books.change_invoice(invoice, Reference="edited after the crash")

    (again,) = flow.poll()
    assert again["id"] == lost["id"]
    assert flow.poll() == []


def test_one_paid_by_another_payment_after_a_crash_is_another_event(books: Books):
    flow = books.flow("invoice_paid")
    invoice = books.invoice()
    payment = books.pay(invoice, "100.00")
    (lost,) = flow.poll_and_crash()
    books.reverse(payment)
    books.pay(invoice, "100.00")

    assert [event["id"] == lost["id"] for event in flow.poll()] == [False]


def test_a_record_that_the_poll_has_forgotten_is_not_new_again(books: Books):
    flow = books.flow("contact_created")
    books.contact()
    assert len(flow.poll()) == 1
    assert flow.state is not None
    flow.state = {**flow.state, "poll": {**flow.state["poll"], "known": ""}}

    assert flow.poll() == []


@pytest.mark.parametrize("key", ["invoice_approved", "invoice_paid"])
def test_a_webhook_and_the_poll_after_it_tell_each_event_once(books: Books, key: str):
    flow = books.flow(key)
    invoice = books.invoice(Status="DRAFT")
    flow.poll()
    books.change_invoice(invoice, Status="AUTHORISED")
    books.pay(invoice, "100.00")

    (event,) = flow.hinted([hint(invoice["InvoiceID"])])
    assert (event["record_id"], event["found_by"]) == (invoice["InvoiceID"], "webhook")
    assert flow.hinted([hint(invoice["InvoiceID"])]) == []
    assert flow.poll() == []


def test_a_webhook_about_a_record_that_no_poll_has_seen_tells_it_once(books: Books):
    created, paid = books.flow("contact_created"), books.flow("invoice_paid")
    contact, invoice = books.contact(), books.invoice()
    books.pay(invoice, "100.00")

    assert len(created.hinted([hint(contact["ContactID"], "CONTACT")])) == 1
    assert len(paid.hinted([hint(invoice["InvoiceID"])])) == 1
    assert created.poll() == paid.poll() == []


def test_a_webhook_does_not_hide_what_other_records_did(books: Books):
    flow = books.flow("invoice_approved")
    one, other = books.invoice(), books.invoice()

    assert [event["record_id"] for event in flow.hinted([hint(other["InvoiceID"])])] == [
        other["InvoiceID"]
    ]
    assert [event["record_id"] for event in flow.poll()] == [one["InvoiceID"]]


def test_the_poll_after_a_webhook_whose_state_was_lost_tells_the_same_id(books: Books):
    flow = books.flow("invoice_approved")
    invoice = books.invoice()
    before = flow.state
    (hinted,) = flow.hinted([hint(invoice["InvoiceID"])])
    flow.state = before

    assert [event["id"] for event in flow.poll()] == [hinted["id"]]


def test_a_webhook_looks_at_forty_records_with_one_call(books: Books):
    flow = books.flow("invoice_approved")
    made = [books.invoice() for _ in range(41)]
    books.world.sandbox.requests.clear()

    events = flow.hinted([hint(one["InvoiceID"]) for one in made])
    assert {event["record_id"] for event in events} == {one["InvoiceID"] for one in made}
    assert books.world.sent() == ["GET", "GET"]


@pytest.mark.parametrize(
    "events",
    [
        [],
        [hint("00000000-0000-4000-8000-000000000000")],
        [hint("no id")],
        [{"eventCategory": "INVOICE"}],
        [hint("00000000-0000-4000-8000-000000000000", "CONTACT")],
        [hint("00000000-0000-4000-8000-000000000000", "SOMETHING NEW")],
    ],
)
def test_a_webhook_about_nothing_that_is_watched_changes_nothing(books: Books, events: Any):
    flow = books.flow("invoice_approved")
    flow.poll()

    assert flow.hinted(events) == []
    assert flow.poll() == []


@pytest.mark.parametrize("key", ["invoice_overdue", "payment_received", "item_price_changed"])
def test_a_webhook_says_nothing_to_an_event_that_none_hints_at(books: Books, key: str):
    flow = books.flow(key)
    before = flow.state

    assert flow.hinted([hint(books.invoice()["InvoiceID"])]) == []
    assert flow.state == before


def test_a_custom_connection_has_one_organisation_whatever_an_event_calls_it(books: Books):
    flow = books.flow("invoice_approved")
    invoice = books.invoice()

    assert len(flow.hinted([hint(invoice["InvoiceID"], tenant="whoever it is")])) == 1


async def test_events_of_another_organisation_are_passed_over():
    class Elsewhere:
        tenant_id = "here"

    trigger, xero = component.triggers["invoice_approved"], cast("Any", Elsewhere())
    there = hint("243216c5-369e-4056-ac67-05388f86dc81", tenant="there")
    polled = await detect_from_webhook(trigger, {}, xero, {"version": 1}, [there])

    assert (polled.events, polled.state) == ((), {"version": 1})


def test_only_some_events_have_webhooks_that_hint_at_them(books: Books):
    def category(key: str, **raw: Any) -> str | None:
        trigger = component.triggers[key]
        assert isinstance(trigger, BusinessTrigger)
        return trigger.category(trigger.input(**raw))

    assert category("invoice_paid") == "INVOICE"
    assert category("contact_changed") == "CONTACT"
    assert category("credit_note_allocated") == "CREDITNOTE"
    assert category("item_price_changed") is None
    assert category("field_changed", object="contacts", field="Name") == "CONTACT"


def test_more_events_than_a_poll_tells_are_all_told(books: Books, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("xero_component.triggers._polling.poller.MOST_EVENTS", 3)
    monkeypatch.setitem(OBJECTS, "invoices", replace(INVOICES, page_size=2))
    flow = books.flow("invoice_approved")
    books.wait(minutes=5)
    made = [books.invoice() for _ in range(8)]

    first = flow.look()
    assert first.more
    assert 3 <= len(first.events) < 8
    assert [event["record_id"] for event in flow.poll()] == [one["InvoiceID"] for one in made]


def test_a_state_of_another_event_starts_anew_and_says_so(books: Books):
    flow = books.flow("invoice_approved")
    flow.key = "invoice_paid"
    invoice = books.invoice()

    assert flow.poll() == []
    assert any("started anew" in note for note in flow.notes)
    books.pay(invoice, "100.00")
    assert len(flow.poll()) == 1


def test_a_hint_with_a_state_of_another_event_leaves_it_to_the_poll(books: Books):
    flow = books.flow("invoice_approved")
    flow.key = "invoice_paid"
    invoice = books.invoice()

    assert flow.hinted([hint(invoice["InvoiceID"])]) == []


DAMAGES: list[dict[str, Any]] = [
    {"version": 2},
    {"watched": "no base 64!"},
    {"watched": "AAAA"},
    {"watched": None},
    {"fields": None},
    {"poll": None},
    {"poll": {"version": 7}},
    {"event": 5},
]


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_a_state_that_cannot_be_read_is_an_error_that_says_so(books: Books, damage: Any):
    flow = books.flow("invoice_approved")
    assert flow.state is not None
    flow.state = {**flow.state, **damage}

    with pytest.raises(InputError, match="trigger's state"):
        flow.poll()
