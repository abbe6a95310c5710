"""Payments of invoices and bills: made, and taken back.

https://developer.xero.com/documentation/api/accounting/payments
"""

from datetime import date
from decimal import Decimal

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.accounts import account_by_code
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.invoices import find_invoice
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO, cents, quotient
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, nested
from xero_component.sandbox.accounting.problems import ElementInvalidError, Findings
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
_OTHER_DOCUMENTS = ("CreditNote", "Prepayment", "Overpayment", "CreditNoteNumber")
EXCEEDS = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
_PAYMENT_TYPES = {"ACCREC": "ACCRECPAYMENT", "ACCPAY": "ACCPAYPAYMENT"}


def write_payment(
    ledger: Ledger, element: Element, _intent: Intent, target: Record | None = None
) -> Written:
    """Pay an invoice, or take `target` back. Raises ElementInvalidError."""
    values = fields.read(element, _READERS)
    if target is not None:
        if values.get("Status") != "DELETED":
            raise ElementInvalidError("A payment cannot be edited: it can only be DELETED.")
        return Written(_reverse(ledger, target))
    if values.get("Status") == "DELETED":
        raise ElementInvalidError("A new payment cannot have the status DELETED.")
    return Written(_pay(ledger, element, values))


def _pay(ledger: Ledger, element: Element, values: Record) -> Record:
    organisation = ledger.organisation
    invoice = _invoice(organisation, element)
    account = _account(organisation, element)
    amount: Decimal | None = values.get("Amount")
    findings = Findings()
    if amount is None or amount <= 0:
        findings.add("The payment Amount must be greater than zero.")
    if invoice["Status"] != "AUTHORISED":
        findings.add(NOT_AUTHORISED)
    if amount is not None and amount > invoice["AmountDue"]:
        findings.add(EXCEEDS)
    rate = values.get("CurrencyRate") or invoice["CurrencyRate"]
    if rate <= 0:
        findings.add("The CurrencyRate must be greater than zero.")
    findings.settle()
    paid = amount or ZERO
    if invoice["CurrencyCode"] == organisation.base_currency:
        rate = Decimal("1.000000")
    same_currency = account.get("CurrencyCode") == invoice["CurrencyCode"]
    payment = ledger.save(
        organisation.payments,
        {
            "PaymentID": ledger.new_id(),
            "InvoiceID": invoice["InvoiceID"],
            "AccountID": account["AccountID"],
            "Date": values.get("Date") or ledger.today,
            "BankAmount": values.get("BankAmount")
            or (paid if same_currency else cents(quotient(paid, rate))),
            "Amount": paid,
            "Reference": values.get("Reference"),
            "CurrencyRate": rate,
            "PaymentType": _PAYMENT_TYPES[invoice["Type"]],
            "Status": "AUTHORISED",
            "IsReconciled": bool(values.get("IsReconciled")),
            "Particulars": values.get("Particulars"),
            "Details": values.get("Details"),
            "BankAccountNumber": values.get("BankAccountNumber"),
            "UpdatedDateUTC": ledger.now,
        },
    )
    _settle_invoice(ledger, invoice)
    number = invoice["InvoiceNumber"] or "the bill"
    ledger.record_history(payment["PaymentID"], "Created", f"{paid} was paid on {number}.")
    ledger.record_history(invoice["InvoiceID"], "Paid", f"A payment of {paid} was received.")
    return payment


def _reverse(ledger: Ledger, payment: Record) -> Record:
    organisation = ledger.organisation
    if payment["Status"] == "DELETED":
        raise ElementInvalidError("The payment has already been deleted.")
    record = ledger.amend(
        organisation.payments, payment, Status="DELETED", UpdatedDateUTC=ledger.now
    )
    invoice = organisation.invoices.get(payment["InvoiceID"])
    if invoice is not None:
        _settle_invoice(ledger, invoice)
        ledger.record_history(
            invoice["InvoiceID"],
            "Payment Deleted",
            f"A payment of {payment['Amount']} was removed.",
        )
    ledger.record_history(payment["PaymentID"], "Deleted", f"{payment['Amount']} was taken back.")
    return record


def _settle_invoice(ledger: Ledger, invoice: Record) -> None:
    """Work out from its payments what is still due on an invoice, and whether it is paid."""
    organisation = ledger.organisation
    paid, last = ZERO, date.min
    for payment in organisation.payments.find("invoice", invoice["InvoiceID"]):
        if payment["Status"] != "DELETED":
            paid += payment["Amount"]
            last = max(last, payment["Date"])
    due = invoice["Total"] - paid - invoice["AmountCredited"]
    ledger.amend(
        organisation.invoices,
        invoice,
        AmountPaid=paid,
        AmountDue=due,
        Status="AUTHORISED" if due else "PAID",
        FullyPaidOnDate=None if due else last,
        UpdatedDateUTC=ledger.now,
    )
    ledger.report("Invoices", invoice["InvoiceID"])


def _invoice(organisation: Organisation, element: Element) -> Record:
    if any(element.get(name) for name in _OTHER_DOCUMENTS):
        raise ElementInvalidError("This sandbox takes payments of invoices and bills only.")
    given = nested(element, "Invoice")
    identifier = fields.read(given, {"InvoiceID": fields.identifier}).get("InvoiceID")
    number = given.get("InvoiceNumber") or element.get("InvoiceNumber")
    if identifier:
        invoice = organisation.invoices.get(identifier)
    elif number:
        invoice = find_invoice(organisation, str(number))
    else:
        raise ElementInvalidError("A payment requires an InvoiceID or an InvoiceNumber.")
    if invoice is None:
        raise ElementInvalidError("The invoice to pay could not be found.")
    return invoice


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
