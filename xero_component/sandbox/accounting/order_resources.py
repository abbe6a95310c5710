"""The endpoints /PurchaseOrders and /Quotes."""

from xero_component.sandbox.accounting.answering import dispatch
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.order_views import (
    listed_purchase_order,
    purchase_order_view,
    quote_view,
)
from xero_component.sandbox.accounting.orders import UNIT_PLACES
from xero_component.sandbox.accounting.purchase_orders import (
    find_purchase_order,
    write_purchase_order,
)
from xero_component.sandbox.accounting.query import dated_between, matching, values_of
from xero_component.sandbox.accounting.quotes import write_quote
from xero_component.sandbox.accounting.resource import Pages, Resource, names
from xero_component.sandbox.accounting.sending import draw_pdf
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse


def _select_purchase_orders(records: list[Record], request: ApiRequest) -> list[Record]:
    records = matching(records, values_of(request, "Status"), "Status")
    return dated_between(records, request, "Date", "DateFrom", "DateTo")


def _select_quotes(records: list[Record], request: ApiRequest) -> list[Record]:
    for name in ("Status", "ContactID", "QuoteNumber"):
        records = matching(records, values_of(request, name), name)
    records = dated_between(records, request, "Date", "DateFrom", "DateTo")
    return dated_between(records, request, "ExpiryDate", "ExpiryDateFrom", "ExpiryDateTo")


def _pdf(ledger: Ledger, request: ApiRequest, order: Record, _rest: tuple[str, ...]) -> ApiResponse:
    """Print a purchase order or a quote."""

    def printed() -> ApiResponse:
        contact = ledger.organisation.contacts.get(order["ContactID"]) or {}
        number = order.get("PurchaseOrderNumber") or order.get("QuoteNumber")
        lines = [
            ledger.organisation.name,
            f"{'Purchase order' if 'PurchaseOrderID' in order else 'Quote'} {number}",
            f"To: {contact.get('Name') or ''}",
            f"Date: {order['Date']}",
            *(
                f"{line.get('Description') or ''}   {line['LineAmount']}"
                for line in order["LineItems"][:40]
            ),
            f"Total {order['CurrencyCode']} {order['Total']}",
        ]
        return ApiResponse(200, draw_pdf(lines), "application/pdf")

    return dispatch(request, {"GET": printed}, json=False)


PURCHASE_ORDERS = Resource(
    "PurchaseOrders",
    "PurchaseOrderID",
    lambda organisation: organisation.purchase_orders,
    names(
        """PurchaseOrderID PurchaseOrderNumber Date DeliveryDate ExpectedArrivalDate Reference
        Contact Status LineAmountTypes BrandingThemeID CurrencyCode CurrencyRate SentToContact
        DeliveryAddress AttentionTo Telephone DeliveryInstructions SubTotal TotalTax Total
        TotalDiscount HasAttachments UpdatedDateUTC"""
    ),
    view=purchase_order_view,
    listed=listed_purchase_order,
    searched=listed_purchase_order,
    find=find_purchase_order,
    write=write_purchase_order,
    select=_select_purchase_orders,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    pages=Pages.ALWAYS,
    filtered=False,
    unit_places=UNIT_PLACES,
    has_attachments=True,
    has_history=True,
    parts={"pdf": _pdf},
)
QUOTES = Resource(
    "Quotes",
    "QuoteID",
    lambda organisation: organisation.quotes,
    names(
        """QuoteID QuoteNumber Reference Terms Contact Date ExpiryDate Status CurrencyCode
        CurrencyRate SubTotal TotalTax Total TotalDiscount Title Summary BrandingThemeID
        UpdatedDateUTC LineAmountTypes"""
    ),
    view=quote_view,
    listed=quote_view,
    searched=quote_view,
    write=write_quote,
    select=_select_quotes,
    collection_verbs=("GET", "PUT", "POST"),
    record_verbs=("GET", "POST"),
    pages=Pages.BARE,
    filtered=False,
    unit_places=UNIT_PLACES,
    has_attachments=True,
    has_history=True,
    parts={"pdf": _pdf},
)
