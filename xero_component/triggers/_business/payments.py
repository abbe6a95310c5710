"""Payments: what of them is watched, and what every event of them tells.

https://developer.xero.com/documentation/api/accounting/payments
"""

from collections.abc import Mapping
from typing import Any

from xero_component.catalogue.objects import PAYMENTS
from xero_component.triggers._business.payload import part_of
from xero_component.triggers._business.sight import amount
from xero_component.triggers._business.watch import Watch


def payments(*types: str) -> Watch:
    """Watch the status of payments of some types, or of all.

    A payment is AUTHORISED until it is deleted, which happens once: so it is known of one that is
    not remembered what it was.
    """
    return Watch(
        object=PAYMENTS.key,
        paths=("Status",),
        includes=lambda payment: not types or payment.get("PaymentType") in types,
        needs_before=False,
        otherwise_before={"Status": "AUTHORISED"},
    )


def payment_details(payment: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every event of a payment tells."""
    invoice = part_of(payment, "Invoice")
    return {
        "amount": amount(payment.get("Amount")),
        "currency": invoice.get("CurrencyCode"),
        "payment_type": payment.get("PaymentType"),
        "invoice_id": invoice.get("InvoiceID"),
        "invoice_number": invoice.get("InvoiceNumber"),
    }
