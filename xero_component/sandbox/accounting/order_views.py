"""How purchase orders and quotes are shown."""

from xero_component.sandbox.accounting.attachments import attachment_view, attachments_of
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.money import ZERO
from xero_component.sandbox.accounting.quotes import LINE_AMOUNT_TYPES
from xero_component.sandbox.accounting.rendering import day_string
from xero_component.sandbox.accounting.tables import Record

_INTERNAL = frozenset({"ContactID", "LineItems"})
_SPELLING = {plain: quoted for quoted, plain in LINE_AMOUNT_TYPES.items()}
_OF_A_QUOTE_S_CONTACT = ("ContactID", "Name", "EmailAddress", "FirstName", "LastName")


def _head(order: Record, dates: tuple[str, ...]) -> Record:
    view = {name: value for name, value in order.items() if name not in _INTERNAL}
    for name in dates:
        if view.get(name) is not None:
            view[f"{name}String"] = day_string(view[name])
    view["LineItems"] = [
        {name: value for name, value in line.items() if name != "Discount"}
        for line in order["LineItems"]
    ]
    return view


def listed_purchase_order(ledger: Ledger, order: Record) -> Record:
    """Show a purchase order as a list does: with its lines and the whole contact."""
    contact = ledger.organisation.contacts.get(order["ContactID"])
    view = _head(order, ("Date", "DeliveryDate", "ExpectedArrivalDate"))
    view["Contact"] = {**contact, "HasValidationErrors": False} if contact else {}
    view["Type"] = "PURCHASEORDER"
    view["IsDiscounted"] = order["TotalDiscount"] != ZERO
    view["HasErrors"] = False
    return view


def purchase_order_view(ledger: Ledger, order: Record) -> Record:
    """Show a purchase order in full."""
    view = listed_purchase_order(ledger, order)
    if order["HasAttachments"]:
        view["Attachments"] = [
            attachment_view(file) for file in attachments_of(ledger, order["PurchaseOrderID"])
        ]
    return view


def quote_view(ledger: Ledger, quote: Record) -> Record:
    """Show a quote, in full and in lists; its contact by what identifies it."""
    contact = ledger.organisation.contacts.get(quote["ContactID"]) or {}
    view = _head(quote, ("Date", "ExpiryDate"))
    view["Contact"] = {name: contact.get(name) for name in _OF_A_QUOTE_S_CONTACT}
    view["LineAmountTypes"] = _SPELLING[quote["LineAmountTypes"]]
    del view["HasAttachments"]
    return view
