"""https://developer.xero.com/documentation/api/accounting/invoices#get-invoices"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from xero_component.api.client import XeroClient
from xero_component.api.finding import Found, IfNone, IfSeveral, find_records
from xero_component.api.paging import Query
from xero_component.api.where import all_of, clause
from xero_component.catalogue.inputs import Text
from xero_component.catalogue.list_inputs import parameters
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import ActionInput, Effect, action

SOUGHT = {"invoice_number": "InvoiceNumber", "reference": "Reference"}
COUNTING = ["DRAFT", "SUBMITTED", "AUTHORISED", "PAID"]
"""The statuses of all but deleted and voided invoices."""


class FindInvoiceInput(ActionInput):
    """What is known of the invoice; all that is given must match."""

    example: ClassVar = {"invoice_number": "INV-0001"}

    invoice_number: Annotated[Text | None, Field(max_length=255)] = None
    """Its whole number; several bills may have the same one."""
    reference: Annotated[Text | None, Field(max_length=255)] = None
    """Its whole reference (sales invoices only)."""
    search_term: Text | None = None
    """Part of its number or reference."""
    invoice_type: Literal["ACCREC", "ACCPAY"] | None = None
    """Only sales invoices (ACCREC), or only bills (ACCPAY)."""
    include_ended: bool = False
    """Also find deleted and voided ones."""
    if_none: IfNone = "return"
    """What to do when there is none: return that, or end with an error."""
    if_several: IfSeveral = "return"
    """What to do when there are several: return them, or end with an error."""

    @model_validator(mode="after")
    def _something_to_find(self) -> "FindInvoiceInput":
        if not any(getattr(self, name) is not None for name in (*SOUGHT, "search_term")):
            raise ValueError("give invoice_number, reference or search_term")
        return self


@action(title="Find Invoice", effect=Effect.READ, scopes={"accounting.invoices.read"})
async def find_invoice(xero: XeroClient, data: FindInvoiceInput) -> Found[Invoice]:
    """Find a sales invoice or a bill by number, reference or part of them.

    None, one and several are told apart, for a flow to branch on.
    """
    given = data.model_dump(include={*SOUGHT, "search_term"}, exclude_none=True)
    clauses = [clause(field, "==", given[key]) for key, field in SOUGHT.items() if key in given]
    if data.invoice_type:
        clauses.append(clause("Type", "==", data.invoice_type))
    statuses = None if data.include_ended else COUNTING
    query = Query(
        where=all_of(*clauses) or None,
        parameters=parameters(searchTerm=data.search_term, Statuses=statuses),
    )
    return await find_records(
        xero,
        INVOICES,
        query,
        sought=given,
        label="InvoiceNumber",
        if_none=data.if_none,
        if_several=data.if_several,
    )
