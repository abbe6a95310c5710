"""https://developer.xero.com/documentation/api/accounting/invoices#retrieving-an-invoice-as-a-pdf"""

import re
from typing import Annotated, ClassVar

from pydantic import Field

from xero_component.api.client import XeroClient
from xero_component.api.replies import BrokenReplyError
from xero_component.api.wire import Call, Reply, path_of
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.records import AttachmentContent
from xero_component.core import ActionInput, Effect, Form, action

PDF = "application/pdf"


class InvoicePdf(AttachmentContent):
    """An invoice or bill as Xero prints it."""


class GetInvoicePdfInput(ActionInput):
    """Which invoice."""

    example: ClassVar = {"invoice_id": "INV-0001"}

    invoice_id: Annotated[Text, Form(data_source="invoices"), Field(examples=["INV-0001"])]
    """Id of the invoice or bill, or the number of a sales invoice; the file is named after it."""


@action(title="Get Invoice PDF", effect=Effect.READ, scopes={"accounting.invoices.read"})
async def get_invoice_pdf(xero: XeroClient, data: GetInvoicePdfInput) -> InvoicePdf:
    """Get an invoice or bill as a PDF file."""

    def content(reply: Reply) -> InvoicePdf:
        if not reply.content.startswith(b"%PDF"):
            raise BrokenReplyError(f"Xero answered {reply.status} with no PDF")
        return InvoicePdf(
            FileName=re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "-", data.invoice_id) + ".pdf",
            MimeType=PDF,
            ContentLength=len(reply.content),
            Content=reply.content,
        )

    call = Call(
        method="GET",
        path=path_of("Invoices", data.invoice_id),
        headers={"Accept": PDF},
        scopes=frozenset({"accounting.invoices.read"}),
    )
    return await xero.send(call, content)
