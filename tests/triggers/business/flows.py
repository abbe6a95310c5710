"""Flows that poll a sandbox in this process, and the books that they look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from tests.conformance.in_process import InProcess
from xero_component.api.wire import decode_json, json_call, path_of
from xero_component.catalogue.objects import CONTACTS, CREDIT_NOTES, INVOICES, ITEMS, PAYMENTS
from xero_component.component import component
from xero_component.core import Polled, State, latest, poll
from xero_component.core.invoke import blocking_portal
from xero_component.triggers._business.watching import Watcher
from xero_component.triggers.business import BusinessTrigger, detect_from_webhook

_encoder = msgspec.json.Encoder(decimal_format="number")


def stored(state: State) -> State:
    """Return a state as a host has it back: written as JSON, and read."""
    return dict(decode_json(_encoder.encode(state)))


class Flow:
    """One flow: its trigger, its input, and the state that its host keeps."""

    def __init__(self, books: "Books", key: str, **raw: Any) -> None:
        self.books = books
        self.key = key
        self.raw = raw
        self.limits: dict[str, Any] = {}
        """Smaller memories than flows have, by the names that a `Watcher` gives them."""
        self.state: State | None = None
        self.notes: Sequence[str] = ()

    def switched_on(self) -> "Flow":
        assert list(self.poll()) == []
        return self

    def poll(self) -> Sequence[Any]:
        """Look until there is no more, and keep the state."""
        events: list[Any] = []
        while True:
            polled = self.look()
            self.state = stored(polled.state)
            events += polled.events
            if not polled.more:
                return events

    def poll_and_crash(self) -> Sequence[Any]:
        """Look once; the host dies before it has stored the state."""
        return list(self.look().events)

    def look(self) -> Polled[Any]:
        xero = self.books.world.xero
        polled: Polled[Any]
        if self.limits:
            polled = blocking_portal().call(self._limited().look, xero, self.state)
        else:
            polled = blocking_portal().call(poll, component, self.key, self.raw, xero, self.state)
        self.notes = polled.notes
        return polled

    def _limited(self) -> Watcher:
        trigger = component.triggers[self.key]
        assert isinstance(trigger, BusinessTrigger)
        return replace(trigger.watcher(trigger.input(**self.raw)), **self.limits)

    def hinted(self, events: Iterable[Mapping[str, Any]]) -> Sequence[Any]:
        """Look at what webhook events name."""
        trigger = component.triggers[self.key]
        assert self.state is not None
        xero = self.books.world.xero
        polled = blocking_portal().call(
            detect_from_webhook, trigger, self.raw, xero, self.state, list(events)
        )
        self.state = stored(polled.state)
        return list(polled.events)

    def latest(self) -> Sequence[Any]:
        found: Sequence[Any] = blocking_portal().call(
            latest, component, self.key, self.raw, self.books.world.xero
        )
        return found


class Books:
    """Writes to the sandbox as other people do; a second passes with each thing they do."""

    def __init__(self, world: InProcess) -> None:
        self.world = world
        self._names = 0

    def flow(self, key: str, **raw: Any) -> Flow:
        return Flow(self, key, **raw).switched_on()

    def forgetful_flow(self, key: str, limits: dict[str, int], **raw: Any) -> Flow:
        flow = Flow(self, key, **raw)
        flow.limits = limits
        return flow.switched_on()

    def wait(self, **time: float) -> None:
        self.world.clock.advance(timedelta(**time).total_seconds())

    def contact(self, **fields: Any) -> Any:
        self._names += 1
        return self._create(CONTACTS, {"Name": f"Contact {self._names:05}", **fields})

    def change_contact(self, contact: Any, **fields: Any) -> Any:
        return self._update(CONTACTS, contact["ContactID"], fields)

    def item(self, price: str = "10", **fields: Any) -> Any:
        self._names += 1
        details = {"SalesDetails": {"UnitPrice": Decimal(price)}}
        return self._create(ITEMS, {"Code": f"I{self._names:05}", **details, **fields})

    def change_item(self, item: Any, **fields: Any) -> Any:
        return self._update(ITEMS, item["ItemID"], {"Code": item["Code"], **fields})

    def invoice(self, total: str = "100.00", **fields: Any) -> Any:
        body = {
            "Type": "ACCREC",
            "Contact": {"ContactID": self._somebody()},
            "LineAmountTypes": "NoTax",
            "LineItems": [
                {
                    "Description": "Work",
                    "Quantity": 1,
                    "UnitAmount": Decimal(total),
                    "AccountCode": "200",
                }
            ],
            "Date": "2026-11-02",
            "DueDate": "2027-06-30",
            "Status": "AUTHORISED",
        }
        return self._create(INVOICES, {**body, **fields})

    def change_invoice(self, invoice: Any, **fields: Any) -> Any:
        return self._update(INVOICES, invoice["InvoiceID"], fields)

    def pay(self, invoice: Any, amount: str) -> Any:
        body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"Code": "090"}}
        return self._create(PAYMENTS, {**body, "Amount": Decimal(amount), "Date": "2026-11-20"})

    def reverse(self, payment: Any) -> Any:
        self.wait(seconds=1)
        return self.world.perform("reverse_payment", {"payment_id": payment["PaymentID"]}).output

    def credit_note(self, total: str = "100.00", **fields: Any) -> Any:
        body = {
            "Type": "ACCRECCREDIT",
            "Contact": {"ContactID": self._somebody()},
            "LineAmountTypes": "NoTax",
            "LineItems": [
                {
                    "Description": "Back",
                    "Quantity": 1,
                    "UnitAmount": Decimal(total),
                    "AccountCode": "200",
                }
            ],
            "Date": "2026-11-02",
            "Status": "AUTHORISED",
        }
        return self._create(CREDIT_NOTES, {**body, **fields})

    def allocate(self, credit_note: Any, invoice: Any, amount: str) -> None:
        self.wait(seconds=1)
        given = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Amount": Decimal(amount),
            "Date": "2026-11-20",
        }
        call = json_call(
            "PUT",
            path_of(CREDIT_NOTES.path, credit_note["CreditNoteID"], "Allocations"),
            {"Allocations": [given]},
            scopes=frozenset({CREDIT_NOTES.scope}),
        )
        blocking_portal().call(self.world.xero.send, call, lambda reply: reply.status)

    def delete(self, obj: Any, identifier: str) -> None:
        self.wait(seconds=1)
        blocking_portal().call(self.world.xero.delete, obj, identifier)

    def _somebody(self) -> str:
        contacts = self.world.organisation.contacts.all()
        return str(next(one["ContactID"] for one in contacts if one["ContactStatus"] == "ACTIVE"))

    def _create(self, obj: Any, body: Mapping[str, Any]) -> Any:
        self.wait(seconds=1)
        return blocking_portal().call(self.world.xero.create, obj, body)

    def _update(self, obj: Any, identifier: str, body: Mapping[str, Any]) -> Any:
        self.wait(seconds=1)
        return blocking_portal().call(self.world.xero.update, obj, identifier, body)


def changes(event: Any) -> dict[str, tuple[Any, Any]]:
    """Return the changes of an event by their fields."""
    return {one["field"]: (one["before"], one["after"]) for one in event["changes"]}


def hint(record_id: str, category: str = "INVOICE", tenant: str | None = None) -> dict[str, Any]:
    """Return a webhook event that names a record."""
    return {"eventCategory": category, "resourceId": record_id, "tenantId": tenant}
