"""Random lives of invoices, looks at random moments, crashes and hints: what is told is what was.

The model keeps its own books. For each look it knows what the invoices were when the host last
stored a state and what they are now, and says from that which events there are.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.triggers.business.flows import Books, Flow, hint

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
TOTAL = Decimal("100.00")
KEYS = (
    "invoice_approved",
    "invoice_sent",
    "invoice_part_paid",
    "invoice_paid",
    "invoice_voided",
    "field_changed",
)
INPUTS: dict[str, Any] = {"field_changed": {"object": "invoices", "field": "Reference"}}


@dataclass(frozen=True)
class Facts:
    """An invoice as the model has it."""

    status: str
    payments: tuple[tuple[str, Decimal], ...] = ()
    sent: bool = False
    reference: str = "0"

    @property
    def paid(self) -> Decimal:
        return sum((amount for _, amount in self.payments), Decimal(0))


Judge = Callable[[Facts | None, Facts], bool]
JUDGES: dict[str, Judge] = {
    "invoice_approved": lambda before, now: (
        now.status in ("AUTHORISED", "PAID")
        and (before is None or before.status in ("DRAFT", "SUBMITTED"))
    ),
    "invoice_sent": lambda before, now: now.sent and not (before and before.sent),
    "invoice_part_paid": lambda before, now: (
        now.status == "AUTHORISED"
        and now.paid > (before.paid if before else 0)
        and now.paid < TOTAL
    ),
    "invoice_paid": lambda before, now: (
        now.status == "PAID" and (before is None or before.status != "PAID")
    ),
    "invoice_voided": lambda before, now: (
        now.status == "VOIDED" and (before is None or before.status != "VOIDED")
    ),
    "field_changed": lambda before, now: before is not None and before.reference != now.reference,
}
"""By event: whether it is one, between what was stored and what is."""


@dataclass
class Host:
    """A flow, and the model's copy of what its stored state knows."""

    flow: Flow
    forgets: bool = False
    """Whether the flow remembers too little to tell everything."""
    known: dict[str, Facts] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    """By invoice: how many events were told and stored."""
    ids: dict[tuple[Any, ...], str] = field(default_factory=dict)
    """By occurrence: the id under which it was told."""
    done: set[str] = field(default_factory=set)
    """The ids of the events that were told and stored."""

    def expected(self, now: dict[str, Facts]) -> set[str]:
        judge = JUDGES[self.flow.key]
        return {key for key, facts in now.items() if judge(self.known.get(key), facts)}

    def take(self, events: Any, now: dict[str, Facts], only: set[str] | None = None) -> None:
        """Compare what was told with the model; the same occurrence has the same id."""
        wanted = self.expected(now)
        if only is not None:
            wanted &= only
        told = [event["record_id"] for event in events]
        assert len(told) == len(set(told))
        assert set(told) <= wanted if self.forgets else set(told) == wanted
        for event in events:
            assert event["id"] not in self.done
            if not self.forgets:
                occurrence = self.occurrence(event["record_id"], now)
                assert self.ids.setdefault(occurrence, event["id"]) == event["id"]
        assert len(set(self.ids.values())) == len(self.ids)

    def store(self, events: Any, now: dict[str, Facts]) -> None:
        """Follow a state that was stored."""
        self.known.update(now)
        self.counted.update(event["record_id"] for event in events)
        self.done |= {event["id"] for event in events}

    def occurrence(self, key: str, now: dict[str, Facts]) -> tuple[Any, ...]:
        before = self.known.get(key)
        match self.flow.key:
            case "invoice_paid" | "invoice_part_paid":
                return (key, now[key].payments)
            case "field_changed":
                change = (before.reference if before else None, now[key].reference)
                return (key, self.counted[key], change)
        return (key,)


class Lives(RuleBasedStateMachine):
    """Whatever may happen to a few invoices."""

    books: Books
    forget = False
    invoices = Bundle("invoices")

    @initialize(target=invoices, old=st.lists(st.sampled_from(["DRAFT", "AUTHORISED"]), max_size=3))
    def switch_on(self, old: list[str]) -> Any:
        self.books.wait(hours=1)
        self.facts: dict[str, Facts] = {}
        made = [self._made(status) for status in old]
        self.hosts = [Host(self.flow(key), self.forget) for key in KEYS]
        for host in self.hosts:
            host.known = dict(self.facts)
        return multiple(*made)

    def flow(self, key: str) -> Flow:
        return self.books.flow(key, compare_every_hours=24, **INPUTS.get(key, {}))

    @rule(target=invoices, status=st.sampled_from(["DRAFT", "SUBMITTED", "AUTHORISED"]))
    def create(self, status: str) -> Any:
        return self._made(status)

    @rule(invoice=invoices)
    def approve(self, invoice: Any) -> None:
        if self._of(invoice).status in ("DRAFT", "SUBMITTED"):
            self._write(invoice, "AUTHORISED", Status="AUTHORISED")

    @rule(invoice=invoices)
    def end(self, invoice: Any) -> None:
        facts = self._of(invoice)
        if facts.status in ("DRAFT", "SUBMITTED"):
            self._write(invoice, "DELETED", Status="DELETED")
        elif facts.status == "AUTHORISED" and not facts.payments:
            self._write(invoice, "VOIDED", Status="VOIDED")

    @rule(invoice=invoices)
    def send(self, invoice: Any) -> None:
        facts = self._of(invoice)
        if facts.status == "PAID" or (facts.status == "AUTHORISED" and not facts.payments):
            self._write(invoice, facts.status, SentToContact=True)
            self._note(invoice, replace(facts, sent=True))

    @rule(invoice=invoices, reference=st.sampled_from("12"))
    def refer(self, invoice: Any, reference: str) -> None:
        facts = self._of(invoice)
        if facts.status not in ("VOIDED", "DELETED"):
            self._write(invoice, facts.status, Reference=reference)
            self._note(invoice, replace(facts, reference=reference))

    @rule(invoice=invoices, part=st.sampled_from(["0.01", "33.33", "all"]))
    def pay(self, invoice: Any, part: str) -> None:
        facts = self._of(invoice)
        due = TOTAL - facts.paid
        amount = due if part == "all" else Decimal(part)
        if facts.status == "AUTHORISED" and amount <= due:
            payment = self.books.pay(invoice, str(amount))
            payments = (*facts.payments, (payment["PaymentID"], amount))
            self._note(invoice, replace(facts, payments=payments))
            if amount == due:
                self._note(invoice, replace(self._of(invoice), status="PAID"))

    @rule(invoice=invoices)
    def reverse(self, invoice: Any) -> None:
        facts = self._of(invoice)
        if facts.payments:
            *rest, (payment, _) = facts.payments
            self.books.reverse({"PaymentID": payment})
            after = replace(facts, payments=tuple(rest), status="AUTHORISED")
            self._note(invoice, after)

    @rule(minutes=st.sampled_from([3, 300, 3000]))
    def wait(self, minutes: int) -> None:
        self.books.wait(minutes=minutes)

    @rule()
    def poll(self) -> None:
        for host in self.hosts:
            events = host.flow.poll()
            host.take(events, self.facts)
            host.store(events, self.facts)

    @rule()
    def poll_and_crash(self) -> None:
        for host in self.hosts:
            host.take(host.flow.poll_and_crash(), self.facts)

    @rule(invoice=invoices)
    def hear_of_it_by_webhook(self, invoice: Any) -> None:
        key = invoice["InvoiceID"]
        for host in self.hosts:
            events = host.flow.hinted([hint(key)])
            host.take(events, self.facts, {key})
            host.store(events, {key: self.facts[key]})

    def teardown(self) -> None:
        if hasattr(self, "hosts"):
            self.poll()
            self.poll()

    def _made(self, status: str) -> Any:
        invoice = self.books.invoice(str(TOTAL), Status=status, Reference="0")
        self._note(invoice, Facts(status))
        return invoice

    def _of(self, invoice: Any) -> Facts:
        return self.facts[invoice["InvoiceID"]]

    def _note(self, invoice: Any, facts: Facts) -> None:
        self.facts[invoice["InvoiceID"]] = facts

    def _write(self, invoice: Any, status: str, **fields: Any) -> None:
        self.books.change_invoice(invoice, **fields)
        self._note(invoice, replace(self._of(invoice), status=status))


class ForgottenLives(Lives):
    """The same with flows that forget: nothing is told that did not happen, and nothing twice."""

    forget = True

    def flow(self, key: str) -> Flow:
        limits = {"most_bytes": 300, "most_known": 5}
        return self.books.forgetful_flow(key, limits, **INPUTS.get(key, {}))


def run(machine: type[Lives], books: Books, examples: int) -> None:
    machine.books = books
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=25)
    )


@pytest.mark.soak
@pytest.mark.timeout(1800 if LONG else 60)
def test_what_is_told_is_what_was_observable_between_the_looks(books: Books):
    run(Lives, books, 200 if LONG else 8)


@pytest.mark.soak
@pytest.mark.timeout(1800 if LONG else 60)
def test_a_flow_that_forgets_tells_nothing_that_did_not_happen_and_nothing_twice(books: Books):
    run(ForgottenLives, books, 100 if LONG else 4)
