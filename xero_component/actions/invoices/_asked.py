"""What the input of an update asks for, under Xero's names."""

from typing import TYPE_CHECKING, Any

from xero_component.actions.invoices._body import line_bodies
from xero_component.api.client import XeroClient
from xero_component.api.lookups import Lookups
from xero_component.errors import FieldProblem, InputError

if TYPE_CHECKING:
    from xero_component.actions.invoices.update_invoice import UpdateInvoiceInput

READ_ONLY = frozenset(
    {
        "AmountCredited",
        "AmountDue",
        "AmountPaid",
        "Attachments",
        "CreditNotes",
        "FullyPaidOnDate",
        "HasAttachments",
        "HasErrors",
        "InvoiceID",
        "IsDiscounted",
        "Overpayments",
        "Payments",
        "Prepayments",
        "SubTotal",
        "Total",
        "TotalDiscount",
        "TotalTax",
        "Type",
        "UpdatedDateUTC",
        "UpdatedDateUTCString",
    }
)
"""What Xero keeps itself: it ignores these in an update, or takes them for something else."""
_BY_INPUT = {
    "Contact": "contact_id",
    "DateString": "date",
    "DueDateString": "due_date",
    "LineItems": "line_items",
    "Status": "invoice_status",
}


async def head_of(xero: XeroClient, data: "UpdateInvoiceInput") -> dict[str, Any]:
    """Return the given fields but for the lines; the contact is looked up where it is a name."""
    head = data.to_xero(without={"invoice_id", "contact_id", "line_items", "remove_line_item_ids"})
    if data.contact_id is not None:
        with Lookups(xero) as find:
            head["Contact"] = {"ContactID": await find.contact_id(data.contact_id, "contact_id")}
    return head


async def lines_of(xero: XeroClient, data: "UpdateInvoiceInput") -> list[dict[str, Any]]:
    """Return the given lines, with names of accounts, tax rates and tracking looked up."""
    with Lookups(xero) as find:
        return await line_bodies(find, data.line_items)


def require_writable(additional: dict[str, Any]) -> None:
    """Raise `InputError` for a further field that Xero keeps itself, or that has an input."""
    problems = [
        FieldProblem(f"additional_fields.{name}", "is worked out by Xero and cannot be set")
        for name in sorted(READ_ONLY & additional.keys())
    ]
    problems += [
        FieldProblem(f"additional_fields.{name}", f"has an input of its own: {field}")
        for name, field in _BY_INPUT.items()
        if name in additional
    ]
    if problems:
        told = "; ".join(f"{one.field}: {one.message}" for one in problems)
        raise InputError(f"{told}.", problems=problems)
