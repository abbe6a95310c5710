"""https://developer.xero.com/documentation/api/accounting/taxrates#get-taxrates"""

from typing import Annotated, ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import TAX_RATES
from xero_component.catalogue.records import Records, TaxRate
from xero_component.core import ActionInput, Effect, Form, action


class ListTaxRatesInput(ActionInput):
    """Which tax rates."""

    example: ClassVar = {"order": "Name ASC"}

    where: Annotated[str | None, Form(widget="text", placeholder='Status=="ACTIVE"')] = None
    """A filter in Xero's own language."""
    order: Annotated[str | None, Form(placeholder="Name ASC")] = None
    """A field to sort by, and ASC or DESC."""


@action(title="List Tax Rates", effect=Effect.READ, scopes={"accounting.settings.read"})
async def list_tax_rates(xero: XeroClient, data: ListTaxRatesInput) -> Records[TaxRate]:
    """List the tax rates of the organisation, with the tax types that lines carry."""
    return await xero.list_page(TAX_RATES, Query(where=data.where, order=data.order))
