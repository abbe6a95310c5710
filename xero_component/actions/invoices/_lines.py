"""The lines of an invoice or bill, as the user gives them."""

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator
from pydantic.alias_generators import to_pascal

from xero_component.catalogue.inputs import Amount, UnitPrice
from xero_component.core.inputs import FormModel


class Lined(FormModel):
    """An object inside a line; its fields go by Xero's names, or ours."""

    model_config = ConfigDict(alias_generator=to_pascal, validate_by_name=True, title=None)


class TrackingInput(Lined):
    """A tracking category and the option chosen in it."""

    name: str
    """Name of the tracking category."""
    option: str
    """Name of its option."""


class LineItemInput(Lined):
    """One line: text alone, or what was sold or bought."""

    description: Annotated[str | None, Field(max_length=4000)] = None
    """What the line is for."""
    quantity: UnitPrice | None = None
    """How many, up to four decimals."""
    unit_amount: UnitPrice | None = None
    """Price of one, up to four decimals."""
    item_code: str | None = None
    """Code of an item; it fills in what the line leaves out."""
    account_code: str | None = None
    """Account that the line is booked to."""
    tax_type: str | None = None
    """Tax type; that of the account unless you say otherwise."""
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
