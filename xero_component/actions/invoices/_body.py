"""From the input of an invoice to what is sent: names are looked up, the rest is renamed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xero_component.actions.invoices._lines import LineItemInput
from xero_component.api.client import XeroClient
from xero_component.api.lookups import Lookups
from xero_component.catalogue.inputs import merged

if TYPE_CHECKING:
    from xero_component.actions.invoices.create_invoice import CreateInvoiceInput

SHAPED = {"contact_id", "line_items", "date_string", "due_date_string"}
"""Inputs that Xero wants in another shape, or under another name."""


async def invoice_body(
    xero: XeroClient, data: "CreateInvoiceInput", at: str = ""
) -> dict[str, Any]:
    """Return an invoice as Xero wants it; `at` is where it stands in the input of a batch.

    Raises `InputError` that names every contact, account, tax rate and tracking option not found.
    """
    plain = data.to_xero(without=SHAPED)
    given = data.model_fields_set
    parts: dict[str, Any] = {"Contact": {}, **({"LineItems": []} if "line_items" in given else {})}
    for name, field in (("date", "Date"), ("due_date", "DueDate")):
        if name not in given and f"{name}_string" in given:
            parts[field] = getattr(data, f"{name}_string")
    body = merged(parts, plain)
    with Lookups(xero, at) as find:
        body["Contact"] = {"ContactID": await find.contact_id(data.contact_id, "contact_id")}
        if "line_items" in given:
            body["LineItems"] = await line_bodies(find, data.line_items)
    return body


async def line_bodies(
    find: Lookups, lines: Sequence[LineItemInput], field: str = "line_items"
) -> list[dict[str, Any]]:
    """Return lines as Xero wants them: with account codes, tax types and the ids of tracking."""
    bodies = []
    for number, line in enumerate(lines):
        body = line.model_dump(by_alias=True, exclude_unset=True)
        here = f"{field}.{number}"
        if line.item_code:
            body["ItemCode"] = await find.item_code(line.item_code)
        if line.account_code:
            body["AccountCode"] = await find.account_code(line.account_code, f"{here}.AccountCode")
        if line.tax_type:
            body["TaxType"] = await find.tax_type(line.tax_type, f"{here}.TaxType")
        if line.tracking:
            pairs = [(one.name, one.option) for one in line.tracking]
            body["Tracking"] = await find.tracking(pairs, f"{here}.Tracking")
        bodies.append(body)
    return bodies
