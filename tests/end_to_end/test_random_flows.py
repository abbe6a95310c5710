"""Whatever flows do, in whatever order, the books stay balanced after every step."""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conformance.generation import Generator
from tests.conformance.in_process import InProcess
from tests.end_to_end.bookkeeping import APPROVED, Past, faults_in, tables_of
from xero_component.component import component
from xero_component.core import Effect
from xero_component.core.invoke import blocking_portal
from xero_component.errors import FixInputError
from xero_component.sandbox.accounting.tables import Record

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
WRITES = sorted(
    key
    for key, action in component.actions.items()
    if action.effect is not Effect.READ and key != "raw_request"
)
AMOUNTS = ("0", "0.01", "1", "9.99", "33.33", "100", "-5", "1234.56", "0.005", "99999999.99")
PRICES = st.one_of(
    st.sampled_from(AMOUNTS), st.decimals(-100, 5000, places=4, allow_nan=False).map(str)
)
QUANTITIES = st.sampled_from(("1", "0", "3", "0.3333", "1000000", "-1", "2.5"))
TEXTS = st.sampled_from(("Work", "Größe 🧾", "x" * 4000))
SOLD = {
    "Description": TEXTS,
    "Quantity": QUANTITIES,
    "UnitAmount": PRICES,
    "AccountCode": st.sampled_from(("200", "400", "260", "310", "090")),
}
LINE = st.one_of(
    st.fixed_dictionaries({"Description": TEXTS}),
    st.fixed_dictionaries(SOLD),
    st.fixed_dictionaries(SOLD, optional={"TaxAmount": st.sampled_from(("0", "1.23", "-4"))}),
    st.fixed_dictionaries(
        {**SOLD, "DiscountRate": st.sampled_from(("0", "33.3333", "100", "150"))}
    ),
    st.fixed_dictionaries({**SOLD, "DiscountAmount": st.sampled_from(("0", "5", "1000"))}),
    st.fixed_dictionaries(
        {"Description": TEXTS, "LineAmount": st.sampled_from(("0", "10", "33.33", "-1"))},
        optional={"Quantity": QUANTITIES, "AccountCode": st.sampled_from(("200", "nope"))},
    ),
    st.fixed_dictionaries(
        {"ItemCode": st.sampled_from(("BOOK", "TRAIN-MS", "nope"))},
        optional={
            "TaxType": st.sampled_from(("OUTPUT", "INPUT", "NONE", "EXEMPTOUTPUT")),
            "LineAmount": st.sampled_from(("0", "10")),
        },
    ),
)
LINES = st.lists(LINE, max_size=3)
KINDS = st.sampled_from(("ACCREC", "ACCPAY"))
LINE_AMOUNT_TYPES = st.sampled_from(("Exclusive", "Inclusive", "NoTax"))
CHANGES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "Status": st.sampled_from(("DRAFT", "SUBMITTED", "AUTHORISED", "PAID")),
        "LineAmountTypes": LINE_AMOUNT_TYPES,
        "LineItems": LINES,
        "CurrencyCode": st.sampled_from(("AUD", "USD", "XXX")),
        "CurrencyRate": st.sampled_from((1, 0.75, 0, -1)),
        "Date": st.sampled_from(("2026-10-01", "2026-12-31", "0001-01-01")),
        "DueDate": st.sampled_from(("2026-10-01", "2026-12-31", None)),
        "Reference": st.text(max_size=5),
        "InvoiceNumber": st.sampled_from(("INV-0001", "A-1", "a-1 ", "", None)),
        "SentToContact": st.booleans(),
        "Contact": st.sampled_from(({"Name": "New One"}, {"Name": "Truxton Group"}, {}, None)),
        "Total": st.just(5),
        "AmountPaid": st.just(5),
        "AmountDue": st.just(0),
    },
)
HEAD = {
    "Reference": "reference",
    "InvoiceNumber": "invoice_number",
    "Date": "date",
    "DueDate": "due_date",
    "LineAmountTypes": "line_amount_type",
    "ContactID": "contact_id",
    "CurrencyCode": "currency_code",
    "SentToContact": "sent_to_contact",
    "Url": "url",
}
"""By the field of an invoice: the input that changes it."""
HEADS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "reference": st.sampled_from(("R", "", None)),
        "invoice_number": st.sampled_from(("A-1", "INV-0001", None)),
        "date": st.sampled_from(("2026-10-01", "2026-12-31")),
        "due_date": st.sampled_from(("2026-12-31", None)),
        "line_amount_type": LINE_AMOUNT_TYPES,
        "contact_id": st.sampled_from(("Truxton Property Management", "Nobody")),
        "invoice_status": st.sampled_from(("DRAFT", "SUBMITTED", "AUTHORISED")),
        "currency_code": st.sampled_from(("AUD", "USD")),
        "sent_to_contact": st.booleans(),
    },
)
STEADY = ("Description", "LineAmount", "Quantity", "UnitAmount", "AccountID", "DiscountRate")
"""What stays of a line that nobody asked to change, whatever becomes of its tax."""


class Flows(RuleBasedStateMachine):
    """Random steps of flows, through the component, on the sandbox's first organisation."""

    def __init__(self) -> None:
        super().__init__()
        self.world = InProcess()
        self.books = self.world.organisation
        self.past = Past()
        self.held = self.records()

    def teardown(self) -> None:
        blocking_portal().call(self.world.http.aclose)

    def records(self) -> list[int]:
        """Return which records the books hold; a stored one is never edited in place."""
        return [id(row) for table in tables_of(self.books).values() for row in table.all()]

    def perform(self, key: str, **raw: Any) -> Any:
        """Run an action a moment later; a refusal must leave the books as they are."""
        self.world.clock.advance(0.01)
        try:
            return self.world.perform(key, raw).output
        except FixInputError:
            assert self.records() == self.held, "a refused step left something in the books"
            return None

    def send(self, method: str, url: str, data: Any = None, **query: str) -> Any:
        """Do what no action does, or does not do so rudely."""
        body = {} if data is None else {"data": data}
        return self.perform(
            "raw_request", method=method, url=url, query_parameter={"unitdp": "4", **query}, **body
        )

    def one(
        self, data: st.DataObject, rows: Sequence[Record], fits: Callable[[Record], Any]
    ) -> Record:
        """Choose a record, mostly one that fits."""
        fitting = [row for row in rows if fits(row)]
        often = data.draw(st.integers(0, 9)) != 5
        chosen = fitting if fitting and often else rows
        return chosen[data.draw(st.integers(0, len(chosen) - 1))]

    def invoice(self, data: st.DataObject, *statuses: str) -> Record:
        return self.one(data, list(self.books.invoices.all()), lambda i: i["Status"] in statuses)

    @rule(
        data=st.data(),
        kind=KINDS,
        status=st.sampled_from(("DRAFT", "SUBMITTED", "AUTHORISED", "AUTHORISED")),
        types=LINE_AMOUNT_TYPES,
        lines=LINES,
        currency=st.sampled_from((None, None, "USD", "XXX")),
    )
    def create_invoice(
        self, data: st.DataObject, kind: str, status: str, types: str, lines: Any, currency: Any
    ) -> None:
        contact = self.one(data, list(self.books.contacts.all()), _is_active)
        self.perform(
            "create_invoice",
            invoice_type=kind,
            contact_id=contact["ContactID"],
            invoice_status=status,
            line_amount_type=types,
            line_items=lines,
            due_date="2026-12-20",
            **({"currency_code": currency} if currency else {}),
        )

    @rule(data=st.data(), changes=CHANGES, keep=st.integers(0, 3))
    def replace_invoice(self, data: st.DataObject, changes: dict[str, Any], keep: int) -> None:
        """Write over an invoice as Xero lets a client do: lines that are left out go."""
        invoice = self.invoice(data, "DRAFT", "SUBMITTED", "AUTHORISED")
        kept = [{"LineItemID": line["LineItemID"]} for line in invoice["LineItems"][:keep]]
        if "LineItems" in changes:
            changes = {**changes, "LineItems": [*kept, *changes["LineItems"]]}
        self.send("POST", f"/Invoices/{invoice['InvoiceID']}", changes)

    @rule(
        data=st.data(),
        added=LINES,
        changed=st.fixed_dictionaries({}, optional={"UnitAmount": PRICES, "Quantity": QUANTITIES}),
        removing=st.booleans(),
        head=HEADS,
    )
    def update_invoice(
        self, data: st.DataObject, added: Any, changed: Any, removing: bool, head: dict[str, Any]
    ) -> None:
        """Change an invoice through the component: nothing but what is asked may change."""
        before = self.invoice(data, "DRAFT", "SUBMITTED", "AUTHORISED")
        untouched = {line["LineItemID"]: line for line in before["LineItems"]}
        lines, removed = list(added), []
        if untouched and changed:
            lines.append({"LineItemID": untouched.popitem()[0], **changed})
        if untouched and removing:
            removed.append(untouched.popitem()[0])
        asked = {"line_items": lines} if lines else {}
        asked |= {"remove_line_item_ids": removed} if removed else {}
        identifier = before["InvoiceID"]
        if self.perform("update_invoice", invoice_id=identifier, **asked, **head) is None:
            return
        after: Record = self.books.invoices.get(identifier) or {}
        held = {line["LineItemID"]: line for line in after["LineItems"]}
        assert not held.keys() & set(removed)
        for line_id, line in untouched.items():
            assert {name: held[line_id].get(name) for name in STEADY} == {
                name: line.get(name) for name in STEADY
            }
        for field, given in HEAD.items():
            if given not in head:
                assert after.get(field) == before.get(field), field

    @rule(data=st.data(), status=st.sampled_from(("VOIDED", "DELETED")), rudely=st.booleans())
    def end_invoice(self, data: st.DataObject, status: str, rudely: bool) -> None:
        wanted = ("AUTHORISED",) if status == "VOIDED" else ("DRAFT", "SUBMITTED")
        invoice_id = self.invoice(data, *wanted)["InvoiceID"]
        if rudely:
            self.send("POST", f"/Invoices/{invoice_id}", {"Status": status})
        else:
            key = "void_invoice" if status == "VOIDED" else "delete_invoice"
            self.perform(key, invoice_id=invoice_id)

    @rule(
        data=st.data(),
        part=st.sampled_from(("all", "half", "cent", "more")),
        rate=st.sampled_from((None, None, 0.5, 1.234567, 1000000)),
    )
    def pay_invoice(self, data: st.DataObject, part: str, rate: Any) -> None:
        invoice = self.invoice(
            data, *data.draw(st.sampled_from((("AUTHORISED",), ("AUTHORISED",), ("DRAFT",))))
        )
        accounts = list(self.books.accounts.all())
        account = self.one(data, accounts, lambda a: a["Type"] == "BANK")
        due = invoice["AmountDue"] or invoice["Total"]
        parts = {"all": due, "half": round(due / 2, 2), "cent": "0.01", "more": due + 1}
        if rate is None:
            self.perform(
                "pay_invoice",
                invoice_id=invoice["InvoiceID"],
                account_id=account["AccountID"],
                amount=parts[part],
            )
            return
        payment = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"AccountID": account["AccountID"]},
            "Amount": parts[part],
            "CurrencyRate": rate,
        }
        self.send("PUT", "/Payments", {"Payments": [payment]}, summarizeErrors="false")

    @rule(data=st.data())
    def reverse_payment(self, data: st.DataObject) -> None:
        payments = list(self.books.payments.all())
        payment = self.one(data, payments, lambda p: p["Status"] == "AUTHORISED")
        self.perform("reverse_payment", payment_id=payment["PaymentID"])

    @rule(
        data=st.data(),
        method=st.sampled_from(("PUT", "POST")),
        changes=st.lists(CHANGES, min_size=1, max_size=4),
        kind=KINDS,
        told=st.sampled_from(("true", "false")),
    )
    def save_several(
        self, data: st.DataObject, method: str, changes: Any, kind: str, told: str
    ) -> None:
        contact = self.one(data, list(self.books.contacts.all()), _is_active)
        named = {"Type": kind, "Contact": {"ContactID": contact["ContactID"]}}
        body = {"Invoices": [{**named, **change} for change in changes]}
        self.send(method, "/Invoices", body, summarizeErrors=told)

    @rule(data=st.data(), code=st.sampled_from(("200", "201", "BOOK", "N 1", "")))
    def rename(self, data: st.DataObject, code: str) -> None:
        """Give an account or an item another code, which documents name it by."""
        plural = data.draw(st.sampled_from(("Accounts", "Items")))
        table = tables_of(self.books)[plural.lower()]
        if not (rows := list(table.all())):
            return
        record = self.one(data, rows, bool)
        self.send("POST", f"/{plural}/{record[table.key]}", {"Code": code})

    @rule(data=st.data(), verb=st.sampled_from(("DELETE", "ARCHIVED", "ACTIVE")))
    def retire(self, data: st.DataObject, verb: str) -> None:
        plural, field = data.draw(
            st.sampled_from((("Accounts", "Status"), ("Items", ""), ("Contacts", "ContactStatus")))
        )
        table = tables_of(self.books)[plural.lower()]
        if not (rows := list(table.all())):
            return
        record = self.one(data, rows, bool)
        path = f"/{plural}/{record[table.key]}"
        if verb == "DELETE":
            self.send("DELETE", path)
        elif field:
            self.send("POST", path, {field: verb})

    @rule(data=st.data(), key=st.sampled_from(WRITES))
    def any_action(self, data: st.DataObject, key: str) -> None:
        self.perform(key, **data.draw(Generator(self.books).right(component.actions[key])))

    @rule(seconds=st.sampled_from((0.001, 60, 86_400)))
    def wait(self, seconds: float) -> None:
        self.world.clock.advance(seconds)

    @precondition(lambda self: any(i["Status"] in APPROVED for i in self.books.invoices.all()))
    @rule(data=st.data())
    def read_back(self, data: st.DataObject) -> None:
        """See through the component what the ledger holds."""
        held = self.invoice(data, *APPROVED)
        read = self.perform("get_invoice", invoice_id=held["InvoiceID"])
        for name in ("Status", "SubTotal", "TotalTax", "Total", "AmountDue", "AmountPaid"):
            assert read[name] == held[name]
        assert sum(payment["Amount"] for payment in read["Payments"]) == held["AmountPaid"]
        assert [line["LineAmount"] for line in read["LineItems"]] == [
            line["LineAmount"] for line in held["LineItems"]
        ]

    @invariant()
    def the_books_are_balanced(self) -> None:
        now = self.world.clock() + timedelta(milliseconds=1)
        assert faults_in(self.books, now) == []
        assert list(self.past.faults(self.books, now)) == []
        self.held = self.records()


def _is_active(contact: Record) -> bool:
    return bool(contact["ContactStatus"] == "ACTIVE")


@pytest.mark.soak
@pytest.mark.timeout(3600 if LONG else 60)
@pytest.mark.outside_openapi(reason="the inputs are random")
def test_the_books_stay_balanced_after_every_step():
    run_state_machine_as_test(
        Flows,
        settings=settings(
            max_examples=300 if LONG else 12,
            stateful_step_count=100 if LONG else 40,
            derandomize=not LONG,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if LONG else [])],
        ),
    )
