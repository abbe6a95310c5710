"""What there is below a credit note beside its allocations and its history: the PDF.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from xero_component.sandbox.accounting.answering import dispatch
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.sending import draw_pdf
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse


def pdf(ledger: Ledger, request: ApiRequest, credit: Record, _rest: tuple[str, ...]) -> ApiResponse:
    """Print the credit note."""

    def printed() -> ApiResponse:
        return ApiResponse(200, draw_pdf(_printed_lines(ledger, credit)), "application/pdf")

    return dispatch(request, {"GET": printed}, json=False)


def _printed_lines(ledger: Ledger, credit: Record) -> list[str]:
    contact = ledger.organisation.contacts.get(credit["ContactID"]) or {}
    return [
        ledger.organisation.name,
        f"Credit note {credit['CreditNoteNumber'] or ''}",
        f"To: {contact.get('Name') or ''}",
        f"Date: {credit['Date']}",
        *(
            f"{line.get('Description') or ''}   {line['LineAmount']}"
            for line in credit["LineItems"][:40]
        ),
        f"Total {credit['CurrencyCode']} {credit['Total']}",
        f"Remaining credit {credit['CurrencyCode']} {credit['RemainingCredit']}",
    ]
