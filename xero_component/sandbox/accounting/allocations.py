"""Allocations: what credit notes, prepayments and overpayments give to invoices and bills.

https://developer.xero.com/documentation/api/accounting/creditnotes#put-allocations
"""

from decimal import Decimal

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.answering import dispatch, reply
from xero_component.sandbox.accounting.credit_views import allocation_view, deleted_allocation_view
from xero_component.sandbox.accounting.document_kinds import INVOICE, DocumentKind
from xero_component.sandbox.accounting.elements import Written, apply_elements
from xero_component.sandbox.accounting.invoices import find_invoice
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.payload import Element, elements, nested
from xero_component.sandbox.accounting.problems import ElementInvalidError, Findings, not_found
from xero_component.sandbox.accounting.rendering import envelope
from xero_component.sandbox.accounting.resource import Part
from xero_component.sandbox.accounting.settlement import settle
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse

Rest = tuple[str, ...]
_READERS: dict[str, fields.Reader] = {"Amount": fields.number(2), "Date": fields.day}
ALREADY_PAID = "The invoice you are trying to allocate to has already been paid off"


def allocate(ledger: Ledger, kind: DocumentKind, credit_id: str, element: Element) -> Record:
    """Give a part of a credit to an invoice. Raises ElementInvalidError."""
    organisation = ledger.organisation
    credit = kind.table(organisation).get(credit_id) or {}
    values = fields.read(element, _READERS)
    invoice = _invoice(organisation, element)
    _check(kind, credit, invoice, values.get("Amount"))
    amount: Decimal = values.get("Amount") or ZERO
    allocation = ledger.save(
        organisation.allocations,
        {
            "AllocationID": ledger.new_id(),
            "Kind": kind.name,
            "CreditID": credit_id,
            "InvoiceID": invoice["InvoiceID"],
            "Amount": amount,
            "Date": values.get("Date") or ledger.today,
        },
    )
    settle(ledger, kind, credit)
    settle(ledger, INVOICE, invoice)
    number = invoice["InvoiceNumber"] or "a bill"
    ledger.record_history(credit_id, "Credit Applied", f"{amount} was applied to {number}.")
    ledger.record_history(
        invoice["InvoiceID"], "Credit Applied", f"A credit of {amount} was applied."
    )
    return allocation


def deallocate(ledger: Ledger, kind: DocumentKind, allocation: Record) -> None:
    """Take an allocation back, so that both documents are open again by as much."""
    organisation = ledger.organisation
    ledger.remove(organisation.allocations, allocation["AllocationID"])
    amount = allocation["Amount"]
    for side, identifier in ((kind, allocation["CreditID"]), (INVOICE, allocation["InvoiceID"])):
        document = side.table(organisation).get(identifier)
        if document is not None:
            settle(ledger, side, document)
            ledger.record_history(identifier, "Credit Removed", f"A credit of {amount} was undone.")


def _invoice(organisation: Organisation, element: Element) -> Record:
    given = nested(element, "Invoice")
    identifier = fields.read(given, {"InvoiceID": fields.identifier}).get("InvoiceID")
    number = given.get("InvoiceNumber")
    if identifier:
        invoice = organisation.invoices.get(identifier)
    elif number:
        invoice = find_invoice(organisation, str(number))
    else:
        raise ElementInvalidError("An allocation requires an InvoiceID.")
    if invoice is None:
        raise ElementInvalidError("The invoice to allocate to could not be found.")
    return invoice


def _check(kind: DocumentKind, credit: Record, invoice: Record, amount: Decimal | None) -> None:
    name = kind.noun.capitalize()
    findings = Findings()
    if amount is None or amount <= 0:
        findings.add("The Amount of an allocation must be greater than zero.")
    if invoice["Type"] != kind.offsets[credit["Type"]]:
        findings.add(f"{name} cannot be allocated to an incorrect invoice type")
    if invoice["ContactID"] != credit["ContactID"]:
        findings.add(f"{name} can only be allocated to an invoice of the same contact")
    if invoice["CurrencyCode"] != credit["CurrencyCode"]:
        findings.add(f"{name} can only be allocated to an invoice in the same currency")
    if credit["Status"] != "AUTHORISED":
        findings.add(f"{name} not of valid status for allocation")
    if invoice["Status"] == "PAID":
        findings.add(ALREADY_PAID)
    elif invoice["Status"] != "AUTHORISED":
        findings.add("Invoice not of valid status for allocation")
    if amount is not None and amount > credit["RemainingCredit"]:
        findings.add(f"{name} cannot be allocated as amount is greater than its remaining credit")
    if amount is not None and amount > invoice["AmountDue"]:
        findings.add(f"{name} cannot be allocated as amount is greater than amount outstanding")
    findings.settle()


def allocations_below(kind: DocumentKind) -> Part:
    """Return what answers below a credit: `/Prepayments/{id}/Allocations` and one of them."""

    def answer(ledger: Ledger, request: ApiRequest, credit: Record, rest: Rest) -> ApiResponse:
        if not rest:
            return dispatch(request, {"PUT": lambda: _put(ledger, kind, request, credit)})
        (allocation_id, *more) = rest
        allocation = ledger.organisation.allocations.get(allocation_id.lower())
        if more or allocation is None or allocation["CreditID"] != credit[kind.key]:
            raise not_found()

        def deleted() -> ApiResponse:
            deallocate(ledger, kind, allocation)
            return reply(ledger, "Allocations", [deleted_allocation_view(ledger, allocation)])

        return dispatch(request, {"DELETE": deleted}, json=False)

    return answer


def _put(ledger: Ledger, kind: DocumentKind, request: ApiRequest, credit: Record) -> ApiResponse:
    asked = (request.parameter("summarizeErrors") or "").strip().lower()
    rendered = apply_elements(
        ledger,
        elements(request.body, "Allocations"),
        key=None,
        write=lambda element: Written(allocate(ledger, kind, credit[kind.key], element)),
        view=lambda allocation: allocation_view(ledger, allocation),
        summarise=asked != "false",
    )
    return ApiResponse(200, envelope("Allocations", rendered, ledger.now))
