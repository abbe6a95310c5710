"""https://developer.xero.com/documentation/api/accounting/invoices#post-invoices"""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from xero_component.actions.invoices._asked import head_of, lines_of, require_writable
from xero_component.actions.invoices._lines import LineItemInput
from xero_component.actions.invoices._patch import patch_of
from xero_component.actions.invoices._status import require_editable
from xero_component.api.client import XeroClient
from xero_component.catalogue.inputs import (
    BrandingThemeId,
    CurrencyChoice,
    Day,
    Guid,
    InvoiceId,
    Json,
    RecordInput,
    WhichContact,
    kept,
)
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice
from xero_component.core import Effect, Form, action


class LineChangeInput(LineItemInput):
    """A line to change, named by its LineItemID, or one to add."""

    model_config = ConfigDict(title=None)

    line_item_id: Annotated[Guid | None, Field(alias="LineItemID")] = None
    """The line to change: what is not given stays as it is; without it a line is added."""


class UpdateInvoiceInput(RecordInput):
    """Which invoice, and what is to change: what is not given stays as it is, null clears."""

    example: ClassVar = {
        "invoice_id": "2680bcd0-e294-5064-af6c-245ab5b8d079",
        "reference": "PO 4711",
        "line_items": [{"Description": "Travel", "UnitAmount": "80.00", "AccountCode": "200"}],
    }

    invoice_id: InvoiceId
    """The invoice or bill."""
    contact_id: Annotated[WhichContact | None, AfterValidator(kept)] = None
    """Another customer or supplier: id, name or contact number."""
    invoice_status: Annotated[
        Literal["DRAFT", "SUBMITTED", "AUTHORISED"] | None,
        AfterValidator(kept),
        Field(serialization_alias="Status"),
    ] = None
    """AUTHORISED approves it; Void Invoice and Delete Invoice end it."""
    line_items: Annotated[list[LineChangeInput], Form(widget="json")] = Field(default_factory=list)
    """Lines to change, each with its LineItemID, and lines to add; all others stay."""
    remove_line_item_ids: Annotated[list[Guid], Form(widget="json")] = Field(default_factory=list)
    """LineItemID of each line to remove; no line goes unless it is named here."""
    line_amount_type: Annotated[
        Literal["Exclusive", "Inclusive", "NoTax"] | None,
        AfterValidator(kept),
        Field(serialization_alias="LineAmountTypes"),
    ] = None
    """Whether amounts on lines are without tax, with it, or free of it; tax is worked out anew."""
    date: Annotated[Day | None, AfterValidator(kept)] = None
    """Day of issue."""
    due_date: Day | None = None
    """Day by which it is due."""
    expected_payment_date: Day | None = None
    """Day on which the customer is expected to pay (sales invoices only)."""
    planned_payment_date: Day | None = None
    """Day on which it is planned to pay (bills only)."""
    invoice_number: Annotated[str | None, Field(max_length=255)] = None
    """Its number; that of a sales invoice must be unique."""
    reference: Annotated[str | None, Field(max_length=255)] = None
    """Another number to know it by (sales invoices only)."""
    url: Annotated[str | None, Field(pattern=r"^https?://\S+$")] = None
    """Link to the source document, shown in Xero as "Go to …"."""
    branding_theme_id: BrandingThemeId | None = None
    """The branding theme with which it is printed."""
    currency_code: Annotated[
        CurrencyChoice | None, AfterValidator(kept), Field(examples=["AUD"])
    ] = None
    """Currency; the figures on lines stay as they are."""
    sent_to_contact: Annotated[bool | None, AfterValidator(kept)] = None
    """Mark it as sent, or as not sent; only for an approved invoice."""
    additional_fields: Json = Field(default_factory=dict)
    """Further fields of an invoice, under Xero's names."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "UpdateInvoiceInput":
        named = [line.line_item_id for line in self.line_items if line.line_item_id]
        if len(set(named)) != len(named):
            raise ValueError("line_items names a LineItemID twice: give each line once")
        if set(named) & set(self.remove_line_item_ids):
            raise ValueError("line_items changes a line that remove_line_item_ids removes")
        if any(not line.model_fields_set - {"line_item_id"} for line in self.line_items):
            raise ValueError("line_items holds a line without anything to change or add")
        return self


@action(title="Update Invoice", effect=Effect.WRITE, scopes={"accounting.invoices"})
async def update_invoice(xero: XeroClient, data: UpdateInvoiceInput) -> Invoice:
    """Change an invoice or bill: only what is given changes, and no line is lost.

    Nothing is sent when it is all as it should be already.
    """
    require_writable(data.additional_fields)
    asked = data.to_xero()
    invoice = await xero.get(INVOICES, data.invoice_id)
    head, lines = await head_of(xero, data), await lines_of(xero, data)
    removed = data.remove_line_item_ids
    patch = patch_of(invoice, head, lines, removed, is_repeat=xero.is_repeat)
    if not patch.body:
        return invoice
    require_editable(invoice, patch.body)
    done = invoice if patch.is_done else None
    return await xero.update(INVOICES, data.invoice_id, patch.body, key_material=asked, done=done)
