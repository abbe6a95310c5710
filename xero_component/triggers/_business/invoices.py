"""Sales invoices and bills: what of them is watched, and what every event of them tells.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from xero_component.api.paging import Query
from xero_component.catalogue.objects import INVOICES
from xero_component.triggers._business.payload import contact_of
from xero_component.triggers._business.sight import amount, digits
from xero_component.triggers._business.watch import Watch, status_in

OPEN_STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED")
APPROVED = ("AUTHORISED", "PAID")
SETTLED = ("PAID", "VOIDED", "DELETED")
AMOUNTS = ("AmountPaid", "AmountCredited", "AmountDue")
_APPLIED = {
    "Payments": ("PaymentID", "Amount"),
    "CreditNotes": ("CreditNoteID", "AppliedAmount"),
    "Prepayments": ("PrepaymentID", "AppliedAmount"),
    "Overpayments": ("OverpaymentID", "AppliedAmount"),
}


def invoices(document_type: Literal["ACCREC", "ACCPAY"], *paths: str) -> Watch:
    """Watch fields of all sales invoices, or of all bills."""
    return Watch(
        object=INVOICES.key,
        paths=paths,
        includes=status_in("Type", [document_type]),
        is_settled=status_in("Status", SETTLED),
        open_ones=Query(parameters={**INVOICES.always, "Statuses": ",".join(OPEN_STATUSES)}),
    )


def document_details(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every event of an invoice or a bill tells."""
    contact = contact_of(record)
    return {
        "number": record.get("InvoiceNumber"),
        "contact_id": contact.get("ContactID"),
        "contact_name": contact.get("Name"),
        "currency": record.get("CurrencyCode"),
        "total": amount(record.get("Total")),
        "amount_paid": amount(record.get("AmountPaid")),
        "amount_credited": amount(record.get("AmountCredited")),
        "amount_due": amount(record.get("AmountDue")),
    }


def what_settled(record: Mapping[str, Any]) -> list[str]:
    """Return the payments and credits of an invoice: another payment is another event."""
    return [
        f"{entry.get(key)} {digits(entry.get(applied))}"
        for name, (key, applied) in _APPLIED.items()
        for entry in sorted(record.get(name) or [], key=lambda entry: str(entry.get(key)))
    ]


def settled_amount(values: Mapping[str, Any]) -> Decimal:
    """Return how much of an invoice has been paid or credited."""
    return amount(values.get("AmountPaid")) + amount(values.get("AmountCredited"))
