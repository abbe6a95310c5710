"""https://developer.xero.com/documentation/api/accounting/invoices#emailing-an-invoice"""

from typing import ClassVar

from typing_extensions import TypedDict

from xero_component.api.client import XeroClient
from xero_component.api.wire import json_call, path_of
from xero_component.catalogue.inputs import InvoiceId
from xero_component.core import ActionInput, Effect, action


class SentInvoice(TypedDict):
    """An invoice that Xero has taken for sending; Xero itself answers with nothing."""

    InvoiceID: str
    SentToContact: bool
    """Whether it now counts as sent."""


class SendInvoiceInput(ActionInput):
    """Which invoice."""

    example: ClassVar = {"invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079"}

    invoice_id: InvoiceId
    """A sales invoice that is SUBMITTED, AUTHORISED or PAID; its contact needs an email address."""


@action(title="Send Invoice", effect=Effect.WRITE, scopes={"accounting.invoices"})
async def send_invoice(xero: XeroClient, data: SendInvoiceInput) -> SentInvoice:
    """Send a sales invoice to its contact by email, with Xero's own text."""
    call = json_call(
        "POST",
        path_of("Invoices", data.invoice_id, "Email"),
        {},
        scopes=frozenset({"accounting.invoices"}),
    )
    sent = SentInvoice(InvoiceID=data.invoice_id, SentToContact=True)
    return await xero.send(call, lambda _reply: sent)
