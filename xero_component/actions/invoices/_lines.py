"""The lines of an invoice or bill, as the user gives them."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator
from pydantic.alias_generators import to_pascal

from xero_component.catalogue.inputs import Amount, Text, UnitPrice
from xero_component.core.inputs import FormModel


def _offered(data_source: str) -> dict[str, Any]:
    """Name, in the schema of a field inside a line, the data source that offers values."""
    return {"x-data-source": data_source}


class Lined(FormModel):
    """An object inside a line; its fields go by Xero's names, or ours."""

    model_config = ConfigDict(alias_generator=to_pascal, validate_by_name=True, title=None)


class TrackingInput(Lined):
    """A tracking category and the option chosen in it."""

    name: Annotated[Text, Field(json_schema_extra=_offered("tracking_categories"))]
    """Name or id of the tracking category, which must be there: Xero would drop it in silence."""
    option: Annotated[Text, Field(json_schema_extra=_offered("tracking_options"))]
    """Name or id of its option; a run that uses tracking reads the categories once."""


class LineItemInput(Lined):
    """One line: text alone, or what was sold or bought."""

    description: Annotated[str | None, Field(max_length=4000)] = None
    """What the line is for."""
    quantity: UnitPrice | None = None
    """How many, up to four decimals."""
    unit_amount: UnitPrice | None = None
    """Price of one, up to four decimals."""
    item_code: Annotated[str | None, Field(json_schema_extra=_offered("items"))] = None
    """Code (or id) of an item; it fills in what the line leaves out."""
    account_code: Annotated[str | None, Field(json_schema_extra=_offered("account_codes"))] = None
    """Account that the line is booked to: its code, name or id; a text of up to ten characters with
    a digit and no space is a code, anything else is looked up once per run."""
    tax_type: Annotated[str | None, Field(json_schema_extra=_offered("tax_types"))] = None
    """Tax type such as OUTPUT, or the name of a rate such as GST on Income; a text other than
    capitals and digits is looked up once per run; that of the account unless you say otherwise."""
    tax_amount: Amount | None = None
    """Tax of the line, where it is not to be calculated."""
    line_amount: Amount | None = None
    """Amount of the line; it must be quantity × price less discount."""
    discount_rate: UnitPrice | None = None
    """Discount in per cent (sales invoices only)."""
    discount_amount: Amount | None = None
    """Discount as an amount (sales invoices only)."""
    tracking: Annotated[list[TrackingInput] | None, Field(max_length=2)] = None
    """Tracking options, one for each category, at most two."""

    @model_validator(mode="after")
    def _one_discount(self) -> "LineItemInput":
        if self.discount_rate is not None and self.discount_amount is not None:
            raise ValueError("give DiscountRate or DiscountAmount, not both")
        return self
