"""Batch payments: many invoices, or many bills, paid in one movement of the bank account.

https://developer.xero.com/documentation/api/accounting/batchpayments
"""

from collections.abc import Sequence

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, nested_list
from xero_component.sandbox.accounting.payments import reverse_payment, write_payment
from xero_component.sandbox.accounting.problems import (
    UNKNOWN_DOCUMENT,
    ElementInvalidError,
    Findings,
)
from xero_component.sandbox.accounting.rendering import day_string
from xero_component.sandbox.accounting.tables import Record

_READERS: dict[str, fields.Reader] = {
    "Date": fields.day,
    "Reference": fields.text(255),
    "Particulars": fields.text(12),
    "Code": fields.text(12),
    "Details": fields.text(18),
    "Narrative": fields.text(18),
}
_DELETION: dict[str, fields.Reader] = {
    "BatchPaymentID": fields.identifier,
    "Status": fields.one_of(("AUTHORISED", "DELETED")),
}
_TYPES = {"ACCRECPAYMENT": "RECBATCH", "ACCPAYPAYMENT": "PAYBATCH"}
_INTERNAL = frozenset({"AccountID", "PaymentIDs"})


def write_batch_payment(
    ledger: Ledger, element: Element, intent: Intent, target: Record | None = None
) -> Written:
    """Make a batch payment, or delete `target` or the one that the element names.

    Raises ElementInvalidError.
    """
    if intent is Intent.CREATE:
        return Written(_make(ledger, element))
    values = fields.read(element, _DELETION)
    batch = target or ledger.organisation.batch_payments.get(values.get("BatchPaymentID") or "")
    if batch is None:
        raise ElementInvalidError(UNKNOWN_DOCUMENT)
    if values.get("Status") != "DELETED":
        raise ElementInvalidError("A batch payment cannot be edited: it can only be DELETED.")
    return Written(_delete(ledger, batch))


def _make(ledger: Ledger, element: Element) -> Record:
    values = fields.read(element, _READERS)
    given = nested_list(element, "Payments")
    if not given:
        raise ElementInvalidError("A batch payment requires one or more Payments.")
    day = values.get("Date") or ledger.today
    shared = {"Account": element.get("Account"), "Date": day.isoformat()}
    payments = _pay(ledger, [{**payment, **shared} for payment in given])
    organisation = ledger.organisation
    account = organisation.accounts.get(payments[0]["AccountID"]) or {}
    kinds = {payment["PaymentType"] for payment in payments}
    if account.get("Type") != "BANK":
        raise ElementInvalidError("The Account of a batch payment must be of type BANK.")
    if len(kinds) > 1 or not kinds <= _TYPES.keys():
        raise ElementInvalidError(
            "A batch payment must be of sales invoices alone or of bills alone."
        )
    batch = ledger.save(
        organisation.batch_payments,
        {
            "BatchPaymentID": ledger.new_id(),
            "AccountID": account["AccountID"],
            **{name: values.get(name) for name in _READERS},
            "Date": day,
            "Type": _TYPES[kinds.pop()],
            "Status": "AUTHORISED",
            "TotalAmount": sum((payment["BankAmount"] for payment in payments), ZERO),
            "UpdatedDateUTC": ledger.now,
            "IsReconciled": False,
            "PaymentIDs": [payment["PaymentID"] for payment in payments],
        },
    )
    for payment in payments:
        ledger.amend(organisation.payments, payment, BatchPaymentID=batch["BatchPaymentID"])
    details = f"{len(payments)} payments, {batch['TotalAmount']} in all."
    ledger.record_history(batch["BatchPaymentID"], "Created", details)
    return batch


def _pay(ledger: Ledger, elements: Sequence[Element]) -> list[Record]:
    """Make the payments, or say what is wrong with all of them together."""
    payments = []
    findings = Findings()
    for element in elements:
        try:
            payments.append(write_payment(ledger, element, Intent.CREATE).record)
        except ElementInvalidError as error:
            findings.add(*error.messages)
    findings.settle()
    return payments


def _delete(ledger: Ledger, batch: Record) -> Record:
    if batch["Status"] == "DELETED":
        raise ElementInvalidError("The batch payment has already been deleted.")
    organisation = ledger.organisation
    for payment in _payments_of(organisation, batch):
        reverse_payment(ledger, payment)
    ledger.record_history(batch["BatchPaymentID"], "Deleted", "Status became DELETED.")
    return ledger.amend(
        organisation.batch_payments, batch, Status="DELETED", UpdatedDateUTC=ledger.now
    )


def _payments_of(organisation: Organisation, batch: Record) -> list[Record]:
    found = (organisation.payments.get(identifier) for identifier in batch["PaymentIDs"])
    return [payment for payment in found if payment is not None]


def batch_payment_view(ledger: Ledger, batch: Record) -> Record:
    """Show a batch payment; one that was deleted has no payments any more."""
    organisation = ledger.organisation
    account = organisation.accounts.get(batch["AccountID"]) or {}
    shown = _payments_of(organisation, batch) if batch["Status"] != "DELETED" else ()
    view = {name: value for name, value in batch.items() if name not in _INTERNAL}
    return {
        **view,
        "Account": {name: account.get(name) for name in ("AccountID", "CurrencyCode")},
        "DateString": day_string(batch["Date"]),
        "Payments": [_payment_view(organisation, payment) for payment in shown],
    }


def _payment_view(organisation: Organisation, payment: Record) -> Record:
    invoice = organisation.invoices.get(payment["InvoiceID"]) or {}
    return {
        "Invoice": {
            "InvoiceID": payment["InvoiceID"],
            "CurrencyCode": invoice.get("CurrencyCode"),
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "HasErrors": False,
            "IsDiscounted": False,
            "LineItems": [],
        },
        **{name: payment[name] for name in ("PaymentID", "Reference", "Amount", "BankAmount")},
    }
