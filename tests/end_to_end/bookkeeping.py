"""What must hold in the sandbox's books whatever is done to them, read from the ledger itself.

Everything is worked out anew from lines and payments, by other means than the sandbox's own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from xero_component.sandbox.accounting.contacts import balances
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.tables import Record, Table

NOTHING = Decimal(0)
APPROVED = ("AUTHORISED", "PAID")
ENDED = ("VOIDED", "DELETED")
WAYS = {
    "DRAFT": {"SUBMITTED", "AUTHORISED", "PAID", "DELETED"},
    "SUBMITTED": {"DRAFT", "AUTHORISED", "PAID", "DELETED"},
    "AUTHORISED": {"PAID", "VOIDED"},
    "PAID": {"AUTHORISED", "VOIDED"},
    "VOIDED": set[str](),
    "DELETED": set[str](),
}
"""What may become of an invoice in one step; one approved for nothing is PAID at once."""
CENTS = (
    "SubTotal", "TotalTax", "Total", "TotalDiscount", "AmountDue", "AmountPaid", "AmountCredited",
)  # fmt: skip
KEPT = ("accounts", "contacts", "invoices", "items", "payments", "attachments", "history")
QUIET = frozenset(
    {
        "DueDate", "SentToContact",  # of a part-paid invoice, as Xero has it
        "IsCustomer", "IsSupplier", "HasAttachments",
        "LineItems", "SalesDetails", "PurchaseDetails",  # an account or an item has another code
        "InventoryAssetAccountCode", "SalesDefaultAccountCode", "PurchasesDefaultAccountCode",
    }
)  # fmt: skip
"""What may change while UpdatedDateUTC stays."""
SIGN = {"ACCREC": 1, "ACCPAY": -1}


def faults_in(books: Organisation, now: datetime) -> list[str]:
    """Return what is wrong in the books, one sentence each."""
    return [
        *(fault for invoice in books.invoices.all() for fault in _invoice(books, invoice)),
        *(fault for payment in books.payments.all() for fault in _payment(books, payment)),
        *_contacts(books, now),
        *_trial_balance(books),
        *_uniqueness(books),
        *_references(books),
        *_papers(books),
        *_indexes(books),
    ]


def tables_of(books: Organisation) -> dict[str, Table]:
    """Return every table of the books by its name."""
    return {name: table for name, table in vars(books).items() if isinstance(table, Table)}


class Past:
    """What the books held before, which later steps may add to and never turn back."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._history: list[Record] = []
        self._gone: set[str] = set()

    def faults(self, books: Organisation, now: datetime) -> Iterator[str]:
        """Compare the books with how they were, and remember how they are now."""
        records: dict[str, Record] = {}
        for name in KEPT:
            table = getattr(books, name)
            for record in table.all():
                identifier = record[table.key]
                records[identifier] = record
                if identifier in self._gone:
                    yield f"{name} {identifier} was gone and is back"
                before = self._records.get(identifier)
                yield from _moved(f"{name} {identifier}", before, record)
                yield from _became(f"{name} {identifier}", before, record)
                if record.get("UpdatedDateUTC", now) > now:
                    yield f"UpdatedDateUTC of {name} {identifier} is in the future"
        history = list(books.history.all())
        if history[: len(self._history)] != self._history:
            yield "history was rewritten"
        self._gone |= self._records.keys() - records.keys()
        self._records, self._history = records, history


def _became(named: str, before: Record | None, after: Record) -> Iterator[str]:
    """Tell whether an invoice took a way that there is not."""
    old, new = (before or after).get("Status"), after.get("Status")
    if "LineItems" not in after or before is None:
        return
    if new != old and new not in WAYS[str(old)]:
        yield f"{named} was {old} and is {new}"
    if old in ENDED and before["Total"] != after["Total"]:
        yield f"{named} is {old}, and its Total changed"
    if old not in APPROVED and after["AmountPaid"]:
        yield f"{named} was {old}, and {after['AmountPaid']} is paid"


def _moved(named: str, before: Record | None, after: Record) -> Iterator[str]:
    """Tell whether UpdatedDateUTC follows a change: every incremental read depends on it."""
    if before is None or before is after or "UpdatedDateUTC" not in after:
        return
    if after["UpdatedDateUTC"] < before["UpdatedDateUTC"]:
        yield f"UpdatedDateUTC of {named} went back"
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if changed - QUIET and after["UpdatedDateUTC"] == before["UpdatedDateUTC"]:
        yield f"UpdatedDateUTC of {named} stayed, and {', '.join(sorted(changed - QUIET))} did not"


def _invoice(books: Organisation, invoice: Record) -> Iterator[str]:
    named = f"{invoice['Type']} {invoice['Status']} {invoice['InvoiceID']}"
    lines, status = invoice["LineItems"], invoice["Status"]
    amounts = sum((line["LineAmount"] for line in lines), NOTHING)
    taxes = sum((line["TaxAmount"] for line in lines), NOTHING)
    inclusive = invoice["LineAmountTypes"] == "Inclusive"
    if invoice["TotalTax"] != taxes:
        yield f"{named}: TotalTax {invoice['TotalTax']} is not that of its lines, {taxes}"
    if invoice["SubTotal"] != amounts - (taxes if inclusive else 0):
        yield f"{named}: SubTotal {invoice['SubTotal']} is not that of its lines"
    if invoice["Total"] != invoice["SubTotal"] + invoice["TotalTax"]:
        yield f"{named}: Total {invoice['Total']} is not SubTotal and TotalTax"
    if invoice["LineAmountTypes"] == "NoTax" and taxes:
        yield f"{named}: has tax, and is NoTax"
    live = [p for p in books.payments.find("invoice", invoice["InvoiceID"]) if _is_live(p)]
    paid = sum((payment["Amount"] for payment in live), NOTHING)
    if invoice["AmountPaid"] != paid:
        yield f"{named}: AmountPaid {invoice['AmountPaid']}, and its payments are {paid}"
    if live and status not in APPROVED:
        yield f"{named}: has live payments"
    yield from _what_is_due(named, invoice, paid)
    yield from _decimals(named, invoice, CENTS)
    for line in lines:
        yield from _line(named, books, invoice, line)


def _what_is_due(named: str, invoice: Record, paid: Decimal) -> Iterator[str]:
    due, status = invoice["AmountDue"], invoice["Status"]
    expected = invoice["Total"] - paid - invoice["AmountCredited"]
    if due != (NOTHING if status in ENDED else expected):
        yield f"{named}: AmountDue {due}, and {expected} is due"
    if status in APPROVED:
        if due < 0:
            yield f"{named}: AmountDue {due} is below zero"
        if (status == "PAID") != (due == 0):
            yield f"{named}: AmountDue is {due}"
        if not lines_are_booked(invoice):
            yield f"{named}: approved with a line that has no account or no description"
    if (status == "PAID") != (invoice.get("FullyPaidOnDate") is not None):
        yield f"{named}: FullyPaidOnDate is {invoice.get('FullyPaidOnDate')}"


def lines_are_booked(invoice: Record) -> bool:
    """Tell whether every line with money in it has an account, and every line says what it is."""
    return bool(invoice["LineItems"]) and all(
        line.get("Description") and (line.get("AccountID") or not line["LineAmount"])
        for line in invoice["LineItems"]
    )


def _line(named: str, books: Organisation, invoice: Record, line: Record) -> Iterator[str]:
    yield from _decimals(named, line, ("LineAmount", "TaxAmount", "DiscountAmount"))
    yield from _decimals(named, line, ("Quantity", "UnitAmount", "DiscountRate"), places=4)
    if line.get("AccountID"):
        account = books.accounts.get(line["AccountID"])
        if account is None:
            yield f"{named}: a line is booked to an account that is gone"
        elif line.get("AccountCode") != account["Code"]:
            yield f"{named}: a line says {line.get('AccountCode')}, its account {account['Code']}"
    item = books.items.get((line.get("Item") or {}).get("ItemID", ""))
    if item and not line.get("ItemCode") == line["Item"]["Code"] == item["Code"]:
        yield f"{named}: a line says {line.get('ItemCode')}, its item {item['Code']}"


def _decimals(named: str, record: Record, names: tuple[str, ...], places: int = 2) -> Iterator[str]:
    for name in names:
        value = record.get(name)
        if value is None:
            continue
        if not isinstance(value, Decimal) or value.as_tuple().exponent < -places:  # type: ignore[operator]  # finite
            yield f"{named}: {name} is {value!r}"
        if abs(value) >= Decimal("1E+24"):
            yield f"{named}: {name} {value} is beyond what a ledger holds"


def _is_live(payment: Record) -> bool:
    return bool(payment["Status"] == "AUTHORISED")


def _payment(books: Organisation, payment: Record) -> Iterator[str]:
    named = f"payment {payment['PaymentID']}"
    yield from _decimals(named, payment, ("Amount", "BankAmount"))
    if payment["Amount"] <= 0 or payment["BankAmount"] < 0:
        yield f"{named}: pays {payment['Amount']} by {payment['BankAmount']}"
    invoice = books.invoices.get(payment["InvoiceID"])
    if invoice is None or books.accounts.get(payment["AccountID"]) is None:
        yield f"{named}: its invoice or its account is gone"
        return
    if payment["PaymentType"] != f"{invoice['Type']}PAYMENT":
        yield f"{named}: a {payment['PaymentType']} of an {invoice['Type']}"


def _contacts(books: Organisation, now: datetime) -> Iterator[str]:
    owed: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    approved: set[str] = set()
    for invoice in books.invoices.all():
        if invoice["Status"] in APPROVED:
            owed[invoice["ContactID"], invoice["Type"]] += invoice["AmountDue"]
            approved.add(invoice["ContactID"])
    ledger = Ledger(books, now)
    for contact in books.contacts.all():
        identifier = contact["ContactID"]
        told = balances(ledger, identifier)
        if (told is not None) != (identifier in approved):
            yield f"contact {identifier}: balances are {told}"
        if told is None:
            continue
        for side, kind in (("AccountsReceivable", "ACCREC"), ("AccountsPayable", "ACCPAY")):
            if told[side]["Outstanding"] != owed[identifier, kind]:
                yield f"contact {identifier}: {side} {told[side]}, and {owed[identifier, kind]} due"
            if not 0 <= told[side]["Overdue"] <= told[side]["Outstanding"]:
                yield f"contact {identifier}: {told[side]} is overdue"


def _trial_balance(books: Organisation) -> Iterator[str]:
    """Post every document twice, as double entry has it, currency by currency."""
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    due: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for invoice in books.invoices.all():
        if invoice["Status"] not in APPROVED:
            continue
        currency, sign = invoice["CurrencyCode"], SIGN[invoice["Type"]]
        totals[currency, invoice["Type"]] += sign * invoice["Total"]
        due[currency, invoice["Type"]] += sign * invoice["AmountDue"]
        for line in invoice["LineItems"]:
            inside = line["TaxAmount"] if invoice["LineAmountTypes"] == "Inclusive" else NOTHING
            totals[currency, str(line.get("AccountID"))] -= sign * (line["LineAmount"] - inside)
            totals[currency, "tax"] -= sign * line["TaxAmount"]
    for payment in filter(_is_live, books.payments.all()):
        invoice = books.invoices.get(payment["InvoiceID"]) or {}
        currency, sign = invoice["CurrencyCode"], SIGN[invoice["Type"]]
        totals[currency, payment["AccountID"]] += sign * payment["Amount"]
        totals[currency, invoice["Type"]] -= sign * payment["Amount"]
    for currency in {currency for currency, _ in totals}:
        left = sum((total for (of, _), total in totals.items() if of == currency), NOTHING)
        if left:
            yield f"the accounts in {currency} are out of balance by {left}"
        for kind in SIGN:
            if totals[currency, kind] != due[currency, kind]:
                yield f"{kind} in {currency}: {totals[currency, kind]}, due {due[currency, kind]}"


def _uniqueness(books: Organisation) -> Iterator[str]:
    def repeated(what: str, names: Iterator[Any]) -> Iterator[str]:
        counts = Counter(str(name).strip().casefold() for name in names if name is not None)
        yield from (f"{what} {name!r} is there {n} times" for name, n in counts.items() if n > 1)

    invoices = [i for i in books.invoices.all() if i["Status"] != "DELETED"]
    sales = (i["InvoiceNumber"] for i in invoices if i["Type"] == "ACCREC")
    contacts = (c["Name"] for c in books.contacts.all() if c["ContactStatus"] != "ARCHIVED")
    yield from repeated("sales invoice number", sales)
    yield from repeated("contact", contacts)
    yield from repeated("contact number", (c.get("ContactNumber") for c in books.contacts.all()))
    yield from repeated("account code", (a["Code"] for a in books.accounts.all()))
    yield from repeated("account name", (a["Name"] for a in books.accounts.all()))
    yield from repeated("item code", (item["Code"] for item in books.items.all()))
    yield from repeated(
        "line", (line["LineItemID"] for i in books.invoices.all() for line in i["LineItems"])
    )
    tables = tables_of(books).values()
    yield from repeated("id", (r[t.key] for t in tables if t.key.endswith("ID") for r in t.all()))


def _references(books: Organisation) -> Iterator[str]:
    for invoice in books.invoices.all():
        contact = books.contacts.get(invoice["ContactID"])
        if contact is None:
            yield f"{invoice['InvoiceID']}: its contact is gone"
        elif not contact["IsCustomer" if invoice["Type"] == "ACCREC" else "IsSupplier"]:
            yield f"contact {contact['ContactID']} has an {invoice['Type']}, and is not marked so"
        rate = invoice["CurrencyRate"]
        if rate <= 0 or (invoice["CurrencyCode"] == books.base_currency and rate != 1):
            yield f"{invoice['InvoiceID']}: the rate of {invoice['CurrencyCode']} is {rate}"
        if invoice["CurrencyCode"] not in books.currencies:
            yield f"{invoice['InvoiceID']}: {invoice['CurrencyCode']} is no currency here"
    codes = {account["Code"] for account in books.accounts.all()}
    for item in books.items.all():
        sides = [item["SalesDetails"], item["PurchaseDetails"]]
        named = [side.get(name) for side in sides for name in ("AccountCode", "COGSAccountCode")]
        for code in filter(None, [*named, item.get("InventoryAssetAccountCode")]):
            if code not in codes:
                yield f"item {item['Code']}: account {code} is gone"


def _papers(books: Organisation) -> Iterator[str]:
    holders = {
        record[table.key]: record
        for table in (books.accounts, books.contacts, books.invoices)
        for record in table.all()
    }
    filed = {file["ParentID"] for file in books.attachments.all()}
    for identifier, record in holders.items():
        if bool(record.get("HasAttachments")) != (identifier in filed):
            yield f"{identifier}: HasAttachments is {record.get('HasAttachments')}"
    named = {entry["ParentID"] for entry in books.history.all()}
    for invoice in books.invoices.all():
        if invoice["InvoiceID"] not in named:
            yield f"invoice {invoice['InvoiceID']} has no history"


def _indexes(books: Organisation) -> Iterator[str]:
    for name, table in tables_of(books).items():
        for index, key_of in table._indexes.items():
            filed: dict[Any, set[str]] = defaultdict(set)
            for record in table.all():
                if (key := key_of(record)) is not None:
                    filed[key].add(record[table.key])
            kept = {key: set(ids) for key, ids in table._entries[index].items() if ids}
            if kept != filed:
                yield f"the index {index} of {name} is not that of its records"
