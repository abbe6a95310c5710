"""What there is below an invoice beside its history: the email, the online invoice, the PDF.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from xero_component.sandbox.accounting import sending
from xero_component.sandbox.accounting.answering import dispatch, reply
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse

Rest = tuple[str, ...]


def email(ledger: Ledger, request: ApiRequest, invoice: Record, _rest: Rest) -> ApiResponse:
    """Send the invoice to its contact: 204, or 400 with the reason."""

    def sent() -> ApiResponse:
        sending.email_invoice(ledger, invoice)
        return ApiResponse(204)

    return dispatch(request, {"POST": sent}, json=False)


def online_invoice(
    ledger: Ledger, request: ApiRequest, invoice: Record, _rest: Rest
) -> ApiResponse:
    """Show the address at which the contact sees the invoice."""

    def shown() -> ApiResponse:
        url = sending.online_invoice_url(ledger, invoice)
        return reply(ledger, "OnlineInvoices", [{"OnlineInvoiceUrl": url}])

    return dispatch(request, {"GET": shown})


def pdf(ledger: Ledger, request: ApiRequest, invoice: Record, _rest: Rest = ()) -> ApiResponse:
    """Print the invoice."""

    def printed() -> ApiResponse:
        return ApiResponse(200, sending.invoice_pdf(ledger, invoice), "application/pdf")

    return dispatch(request, {"GET": printed}, json=False)
