"""https://developer.xero.com/documentation/api/accounting/invoices#retrieving-the-online-invoice-url"""

from typing import ClassVar

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.api.client import XeroClient
from xero_component.api.wire import json_call, path_of
from xero_component.catalogue.inputs import InvoiceId
from xero_component.catalogue.record import LENIENT
from xero_component.core import ActionInput, Effect, action
from xero_component.errors import NotFoundError


@with_config(LENIENT)
class OnlineInvoice(TypedDict, total=False):
    """Where the customer sees an invoice."""

    OnlineInvoiceUrl: str


class GetOnlineInvoiceUrlInput(ActionInput):
    """Which invoice."""

    example: ClassVar = {"invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079"}

    invoice_id: InvoiceId
    """An approved sales invoice; drafts and bills have no page online."""


@action(title="Get Online Invoice URL", effect=Effect.READ, scopes={"accounting.invoices.read"})
async def get_online_invoice_url(xero: XeroClient, data: GetOnlineInvoiceUrlInput) -> OnlineInvoice:
    """Get the address at which a customer sees a sales invoice, and can pay it."""
    call = json_call(
        "GET",
        path_of("Invoices", data.invoice_id, "OnlineInvoice"),
        scopes=frozenset({"accounting.invoices.read"}),
    )
    found = await xero.read_all(call, "OnlineInvoices", OnlineInvoice)
    if not found["records"]:
        raise NotFoundError(
            f"Xero has no online address for invoice {data.invoice_id}.",
            advice="Only an approved sales invoice has one.",
        )
    return found["records"][0]
