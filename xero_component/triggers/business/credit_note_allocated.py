"""https://developer.xero.com/documentation/api/accounting/creditnotes"""

from collections.abc import Iterator

from xero_component.triggers._business import samples
from xero_component.triggers._business.credit_notes import (
    allocation_details,
    allocations,
    credit_notes,
)
from xero_component.triggers._business.payload import AllocationEvent
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.trigger import BusinessInput, business_event


@business_event(
    title="Credit Note Allocated",
    watch=lambda _data: credit_notes(),
    payload=AllocationEvent,
    sample=samples.ALLOCATED,
    repeats=False,
)
def credit_note_allocated(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when some of a credit note is given to an invoice or a bill: once for each."""
    if not seen.is_certain:
        return
    known = set(seen.was("Allocations") or ())
    for key, allocation in allocations(seen.record).items():
        if key not in known:
            details = allocation_details(seen.record, allocation)
            yield Detected(seen.changes("RemainingCredit"), details, evidence=[key])
