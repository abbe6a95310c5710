"""https://developer.xero.com/documentation/api/accounting/invoices#put-invoices"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from xero_component.actions.invoices._body import invoice_body
from xero_component.actions.invoices._lines import LineItemInput
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import CurrencyChoice, Day, Json, RecordInput, WhichContact
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import Effect, Form, action


class CreateInvoiceInput(RecordInput):
    """What is owed, by whom and since when."""

    example: ClassVar = {
        "invoice_type": "ACCREC",
        "contact_id": "430fa14a-f945-44d3-9f97-5df5e28441b8",
        "invoice_status": "AUTHORISED",
        "line_amount_type": "Exclusive",
        "date": "2026-11-20",
        "due_date": "2026-12-20",
        "line_items": [
            {
                "Description": "Consulting",
                "Quantity": "2.5",
                "UnitAmount": "120.00",
                "AccountCode": "200",
            }
        ],
    }

    invoice_type: Annotated[Literal["ACCREC", "ACCPAY"], Field(serialization_alias="Type")]
    """ACCREC for a sales invoice, ACCPAY for a bill."""
    contact_id: WhichContact
    """The customer or supplier: id, name or contact number; only an id costs no further call."""
    invoice_status: Annotated[
        Literal["DRAFT", "SUBMITTED", "AUTHORISED"], Field(serialization_alias="Status")
    ] = "DRAFT"
    """AUTHORISED (approved) is needed before it can be paid."""
    line_items: Annotated[list[LineItemInput], Form(widget="json")] = Field(default_factory=list)
    """The lines; an empty list makes a draft without lines."""
    line_amount_type: Annotated[
        Literal["Exclusive", "Inclusive", "NoTax"], Field(serialization_alias="LineAmountTypes")
    ] = "Exclusive"
    """Whether amounts on lines are without tax, with it, or free of it."""
    date: Day | None = None
    """Day of issue; today in the organisation's time zone unless you say otherwise."""
    due_date: Day | None = None
    """Day by which it is due; an approved invoice needs one."""
    date_string: Day | None = None
    """The same as Date, for flows that hold it under this name."""
    due_date_string: Day | None = None
    """The same as Due Date, for flows that hold it under this name."""
    invoice_number: Annotated[str | None, Field(max_length=255)] = None
    """Your number; Xero gives a sales invoice the next one when it is left out."""
    reference: Annotated[str | None, Field(max_length=255)] = None
    """Another number to know it by (sales invoices only)."""
    url: Annotated[str | None, Field(pattern=r"^https?://\S+$")] = None
    """Link to the source document, shown in Xero as "Go to …"."""
    currency_code: Annotated[CurrencyChoice | None, Field(examples=["AUD"])] = None
    """Currency; the organisation's own unless you say otherwise."""
    sent_to_contact: bool = False
    """Mark it as sent; only for an approved invoice."""
    additional_fields: Json = Field(default_factory=dict)
    """Further fields of an invoice, under Xero's names."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "CreateInvoiceInput":
        for name in ("date", "due_date"):
            if getattr(self, name) is not None and getattr(self, f"{name}_string") is not None:
                raise ValueError(f"give {name} or {name}_string, not both")
        if self.invoice_type == "ACCPAY" and self.reference is not None:
            raise ValueError("reference is for sales invoices; give a bill an invoice_number")
        if self.sent_to_contact and self.invoice_status != "AUTHORISED":
            raise ValueError("sent_to_contact needs invoice_status AUTHORISED")
        return self


@action(title="Create Invoice", effect=Effect.WRITE, scopes={"accounting.invoices"})
async def create_invoice(xero: XeroClient, data: CreateInvoiceInput) -> Invoice:
    """Create a sales invoice or a bill, as a draft, for approval, or approved."""
    return await xero.create(INVOICES, await invoice_body(xero, data))
