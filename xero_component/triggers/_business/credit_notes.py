"""Credit notes: to which invoices they were given.

https://developer.xero.com/documentation/api/accounting/creditnotes
"""

from collections.abc import Mapping
from typing import Any

from xero_component.api.paging import Query
from xero_component.api.where import all_of, clause
from xero_component.catalogue.objects import CREDIT_NOTES
from xero_component.triggers._business.invoices import SETTLED
from xero_component.triggers._business.payload import part_of
from xero_component.triggers._business.sight import amount, digits
from xero_component.triggers._business.watch import Record, Watch, status_in, value_at


def credit_notes() -> Watch:
    """Watch what is left of credit notes, and which allocations they have."""
    return Watch(
        object=CREDIT_NOTES.key,
        paths=("RemainingCredit", "Allocations"),
        reading=_reading,
        is_settled=status_in("Status", SETTLED),
        open_ones=Query(where=all_of(*(clause("Status", "!=", status) for status in SETTLED))),
    )


def allocations(credit_note: Record) -> dict[str, Mapping[str, Any]]:
    """Return the allocations that were not taken back, each under what tells it from others."""
    return {
        _key(allocation): allocation
        for allocation in credit_note.get("Allocations") or []
        if not allocation.get("IsDeleted")
    }


def allocation_details(credit_note: Record, allocation: Record) -> dict[str, Any]:
    """Return what the event of one allocation tells."""
    invoice = part_of(allocation, "Invoice")
    return {
        "allocation_id": allocation.get("AllocationID"),
        "amount": amount(allocation.get("Amount")),
        "date": allocation.get("Date"),
        "invoice_id": invoice.get("InvoiceID"),
        "invoice_number": invoice.get("InvoiceNumber"),
        "remaining_credit": amount(credit_note.get("RemainingCredit")),
    }


def _reading(credit_note: Record, path: str) -> Any:
    if path == "Allocations":
        return sorted(allocations(credit_note))
    return value_at(credit_note, path)


def _key(allocation: Record) -> str:
    """Return the id of an allocation; where Xero leaves it out, what else is its own."""
    invoice = part_of(allocation, "Invoice").get("InvoiceID")
    made_of = f"{invoice} {allocation.get('Date')} {digits(allocation.get('Amount'))}"
    return str(allocation.get("AllocationID") or made_of)
