"""https://developer.xero.com/documentation/api/accounting/payments#get-payments"""

from typing import ClassVar

from xero_component.api.client import XeroClient
from xero_component.api.listing import list_records
from xero_component.catalogue.list_inputs import PagedListInput
from xero_component.catalogue.objects import PAYMENTS
from xero_component.catalogue.records import Payment, Records
from xero_component.core import Effect, action


class ListPaymentsInput(PagedListInput):
    """Which payments."""

    example: ClassVar = {"where": 'Status=="AUTHORISED"', "page_size": 10}


@action(title="List Payments", effect=Effect.READ, scopes={"accounting.payments.read"})
async def list_payments(xero: XeroClient, data: ListPaymentsInput) -> Records[Payment]:
    """List payments of invoices, bills and credits, one page or all of them."""
    return await list_records(xero, PAYMENTS, data, {})
