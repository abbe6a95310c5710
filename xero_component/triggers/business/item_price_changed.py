"""https://developer.xero.com/documentation/api/accounting/items"""

from collections.abc import Iterator

from xero_component.catalogue.objects import ITEMS
from xero_component.triggers._business import samples
from xero_component.triggers._business.payload import FieldsEvent
from xero_component.triggers._business.sight import Detected, Sight, edited
from xero_component.triggers._business.trigger import BusinessInput, business_event
from xero_component.triggers._business.watch import Watch

PRICES = ("SalesDetails.UnitPrice", "PurchaseDetails.UnitPrice")


@business_event(
    title="Item Price Changed",
    watch=lambda _data: Watch(object=ITEMS.key, paths=PRICES),
    payload=FieldsEvent,
    sample=samples.PRICE_CHANGED,
    example=lambda seen: edited(seen.changes()),
)
def item_price_changed(seen: Sight, data: BusinessInput) -> Iterator[Detected]:
    """Start a flow when the price at which an item is sold or bought is changed."""
    changes = seen.changes() if seen.before is not None and seen.record else []
    if changes:
        yield edited(changes)
