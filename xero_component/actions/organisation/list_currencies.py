"""https://developer.xero.com/documentation/api/accounting/currencies#get-currencies"""

from typing import Annotated, ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.catalogue.objects import CURRENCIES
from xero_component.catalogue.records import Currency, Records
from xero_component.core import ActionInput, Effect, Form, action


class ListCurrenciesInput(ActionInput):
    """Which currencies."""

    example: ClassVar = {"order": "Code ASC"}

    where: Annotated[str | None, Form(widget="text", placeholder='Code=="AUD"')] = None
    """A filter in Xero's own language."""
    order: Annotated[str | None, Form(placeholder="Code ASC")] = None
    """A field to sort by, and ASC or DESC."""


@action(title="List Currencies", effect=Effect.READ, scopes={"accounting.settings.read"})
async def list_currencies(xero: XeroClient, data: ListCurrenciesInput) -> Records[Currency]:
    """List the currencies that the organisation uses."""
    return await xero.list_page(CURRENCIES, Query(where=data.where, order=data.order))
