"""Payments of invoices and bills, and refunds of credits: made, and taken back.

https://developer.xero.com/documentation/api/accounting/payments
"""

from decimal import Decimal

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.accounts import account_by_code
from xero_component.sandbox.accounting.credit_notes import find_credit_note
from xero_component.sandbox.accounting.document_kinds import (
    CREDIT_NOTE,
    INVOICE,
    KINDS,
    DocumentKind,
    document_of,
)
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.invoices import find_invoice
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO, cents, quotient
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, nested
from xero_component.sandbox.accounting.problems import ElementInvalidError, Findings
from xero_component.sandbox.accounting.settlement import settle
from xero_component.sandbox.accounting.tables import Record

_READERS: dict[str, fields.Reader] = {
    "Date": fields.day,
    "Amount": fields.number(2),
    "BankAmount": fields.number(2),
    "CurrencyRate": fields.number(6),
    "Reference": fields.text(255),
    "IsReconciled": fields.boolean,
    "Status": fields.one_of(("AUTHORISED", "DELETED")),
    "Particulars": fields.text(255),
    "Details": fields.text(255),
    "BankAccountNumber": fields.text(50),
}
EXCEEDS = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
OF_A_BATCH = "A payment that was made by a batch payment cannot be deleted on its own."


def write_payment(
    ledger: Ledger, element: Element, _intent: Intent, target: Record | None = None
) -> Written:
    """Pay an invoice, refund a credit, or take `target` back. Raises ElementInvalidError."""
    values = fields.read(element, _READERS)
    if target is not None:
        if values.get("Status") != "DELETED":
            raise ElementInvalidError("A payment cannot be edited: it can only be DELETED.")
        if target.get("BatchPaymentID"):
            raise ElementInvalidError(OF_A_BATCH)
        return Written(reverse_payment(ledger, target))
    if values.get("Status") == "DELETED":
        raise ElementInvalidError("A new payment cannot have the status DELETED.")
    return Written(_pay(ledger, element, values))


def _pay(ledger: Ledger, element: Element, values: Record) -> Record:
    organisation = ledger.organisation
    kind, document = _document(organisation, element)
    account = _account(organisation, element)
    rate = values.get("CurrencyRate") or document["CurrencyRate"]
    _check(kind, document, values.get("Amount"), rate)
    paid: Decimal = values.get("Amount") or ZERO
    if document["CurrencyCode"] == organisation.base_currency:
        rate = Decimal("1.000000")
    same_currency = account.get("CurrencyCode") == document["CurrencyCode"]
    payment = ledger.save(
        organisation.payments,
        {
            "PaymentID": ledger.new_id(),
            "InvoiceID": document[kind.key],
            "AccountID": account["AccountID"],
            "Date": values.get("Date") or ledger.today,
            "BankAmount": values.get("BankAmount")
            or (paid if same_currency else cents(quotient(paid, rate))),
            "Amount": paid,
            "Reference": values.get("Reference"),
            "CurrencyRate": rate,
            "PaymentType": kind.payment_types[document["Type"]],
            "Status": "AUTHORISED",
            "IsReconciled": bool(values.get("IsReconciled")),
            "Particulars": values.get("Particulars"),
            "Details": values.get("Details"),
            "BankAccountNumber": values.get("BankAccountNumber"),
            "UpdatedDateUTC": ledger.now,
        },
    )
    settle(ledger, kind, document)
    number = (document.get(kind.number) if kind.number else None) or f"the {kind.noun}"
    ledger.record_history(payment["PaymentID"], "Created", f"{paid} was paid on {number}.")
    done = "A payment of {} was received." if kind is INVOICE else "A refund of {} was made."
    label = "Paid" if kind is INVOICE else "Refunded"
    ledger.record_history(document[kind.key], label, done.format(paid))
    return payment


def _check(kind: DocumentKind, document: Record, amount: Decimal | None, rate: Decimal) -> None:
    findings = Findings()
    if amount is None or amount <= 0:
        findings.add("The payment Amount must be greater than zero.")
    if document["Status"] != "AUTHORISED":
        findings.add(NOT_AUTHORISED)
    if amount is not None and amount > document[kind.remaining]:
        findings.add(EXCEEDS)
    if rate <= 0:
        findings.add("The CurrencyRate must be greater than zero.")
    findings.settle()


def reverse_payment(ledger: Ledger, payment: Record) -> Record:
    """Take a payment back, so that its document is open again by as much.

    Raises ElementInvalidError when it was taken back before.
    """
    organisation = ledger.organisation
    if payment["Status"] == "DELETED":
        raise ElementInvalidError("The payment has already been deleted.")
    record = ledger.amend(
        organisation.payments, payment, Status="DELETED", UpdatedDateUTC=ledger.now
    )
    found = document_of(organisation, payment["InvoiceID"])
    if found is not None:
        kind, document = found
        settle(ledger, kind, document)
        ledger.record_history(
            document[kind.key],
            "Payment Deleted",
            f"A payment of {payment['Amount']} was removed.",
        )
    ledger.record_history(payment["PaymentID"], "Deleted", f"{payment['Amount']} was taken back.")
    return record


def _document(organisation: Organisation, element: Element) -> tuple[DocumentKind, Record]:
    named = [kind for kind in KINDS if _names(kind, element)]
    if not named:
        raise ElementInvalidError("A payment requires an InvoiceID or an InvoiceNumber.")
    if len(named) > 1:
        raise ElementInvalidError("A payment can be made against one document only.")
    (kind,) = named
    given = nested(element, kind.name)
    identifier = fields.read(given, {kind.key: fields.identifier}).get(kind.key)
    if identifier:
        document = kind.table(organisation).get(identifier)
    else:
        number = given.get(str(kind.number)) or element.get(str(kind.number))
        find = find_credit_note if kind is CREDIT_NOTE else find_invoice
        document = find(organisation, str(number))
    if document is None:
        raise ElementInvalidError(f"The {kind.noun} to pay could not be found.")
    return kind, document


def _names(kind: DocumentKind, element: Element) -> bool:
    """Tell whether a payment names a document of a kind, by its id or its number."""
    given = nested(element, kind.name)
    if fields.read(given, {kind.key: fields.identifier}).get(kind.key):
        return True
    return kind.number is not None and bool(given.get(kind.number) or element.get(kind.number))


def _account(organisation: Organisation, element: Element) -> Record:
    given = nested(element, "Account")
    identifier = fields.read(given, {"AccountID": fields.identifier}).get("AccountID")
    account_code = given.get("Code") or element.get("Code")
    if identifier:
        account = organisation.accounts.get(identifier)
    elif account_code:
        account = account_by_code(organisation, str(account_code))
    else:
        raise ElementInvalidError("A payment requires an AccountID or an account Code.")
    if account is None or account["Status"] != "ACTIVE":
        raise ElementInvalidError("The account to pay from or into could not be found.")
    if account["Type"] != "BANK" and not account["EnablePaymentsToAccount"]:
        raise ElementInvalidError(
            f"Account '{account['Code']}' must be of type BANK or have payments enabled."
        )
    return account
