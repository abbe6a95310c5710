"""From the input of a payment to what is sent: names are looked up, the rest is renamed."""

from typing import TYPE_CHECKING, Any

from xero_component.api.client import XeroClient
from xero_component.api.lookups import Lookups
from xero_component.catalogue.inputs import merged

if TYPE_CHECKING:
    from xero_component.actions.payments.pay_invoice import PayInvoiceInput


async def payment_body(xero: XeroClient, data: "PayInvoiceInput", at: str = "") -> dict[str, Any]:
    """Return a payment as Xero wants it; `at` is where it stands in the input of a batch.

    Raises `InputError` that names the invoice or account not found.
    """
    plain = data.to_xero(without={"invoice_id", "account_id"})
    with Lookups(xero, at) as find:
        parts = {
            "Invoice": {"InvoiceID": await find.invoice_id(data.invoice_id, "invoice_id")},
            "Account": await find.payment_account(data.account_id, "account_id"),
        }
    return merged(parts, plain)
