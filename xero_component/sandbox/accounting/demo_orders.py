"""What the demonstration organisations have ordered and offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from xero_component.sandbox.accounting.demo_ledger import DemoLedger
from xero_component.sandbox.accounting.elements import Intent
from xero_component.sandbox.accounting.orders import UNIT_PLACES
from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.purchase_orders import write_purchase_order
from xero_component.sandbox.accounting.quotes import write_quote
from xero_component.sandbox.accounting.resource import Write


@dataclass(frozen=True, slots=True)
class _Order:
    """An order or an offer, and the statuses that it had afterwards, a day each."""

    contact: str
    days_ago: int
    lines: Sequence[Mapping[str, Any]]
    fields: Mapping[str, Any] = field(default_factory=dict)
    statuses: Sequence[str] = ()


def _line(description: str, quantity: str, price: str, account: str) -> dict[str, str]:
    return {
        "Description": description,
        "Quantity": quantity,
        "UnitAmount": price,
        "AccountCode": account,
    }


_AU_ORDERS = (
    _Order(
        "Marine Systems Pty Ltd", 28, [_line("Deck lights", "12", "34.5675", "310")],
        {"Reference": "Harbour fit-out", "DeliveryInstructions": "Ring the bell twice"},
        ["SUBMITTED", "AUTHORISED", "BILLED"],
    ),
    _Order("Young Bros Transport", 9, [_line("Pallets", "4", "22.00", "425")], {}, ["AUTHORISED"]),
    _Order("Net Connect", 7, [_line("Routers", "3", "149.00", "489")], {}, ["DELETED"]),
    _Order("PowerDirect", 1, [_line("Cabling", "1", "480.00", "445")]),
)  # fmt: skip
_AU_QUOTES = (
    _Order(
        "Ridgeway University", 33, [_line("Winter workshop", "2", "1250.00", "200")],
        {"Title": "Workshops", "Summary": "Two days on site", "Terms": "Valid for 30 days",
         "ExpiryDate": 30}, ["SENT", "ACCEPTED", "INVOICED"],
    ),
    _Order(
        "City Agency", 21, [_line("Spring campaign", "1", "4800.00", "200")],
        {"Title": "Campaign", "Reference": "CA-7"}, ["SENT", "DECLINED"],
    ),
    _Order("Bayside Club", 8, [_line("Golf day", "40", "24.9525", "200")], {}, ["SENT"]),
    _Order("Harbour Lights Events", 2, [_line("Stage lighting", "1", "990.00", "200")]),
)  # fmt: skip
_GB_ORDERS = (
    _Order("Castle Print Works", 11, [_line("Tea caddies", "200", "1.1250", "310")], {},
           ["AUTHORISED"]),
)  # fmt: skip
_GB_QUOTES = (
    _Order("Alder & Finch LLP", 13, [_line("Office hampers", "6", "64.00", "200")], {}, ["SENT"]),
)  # fmt: skip


def add_orders_and_quotes(organisation: Organisation, now: datetime) -> None:
    """Enter the purchase orders and quotes of a demonstration organisation."""
    australian = organisation.country_code == "AU"
    for number, order in enumerate(_AU_ORDERS if australian else _GB_ORDERS):
        _enter(organisation, now, f"purchase order {number}", order, write_purchase_order)
    for number, quote in enumerate(_AU_QUOTES if australian else _GB_QUOTES):
        _enter(organisation, now, f"quote {number}", quote, write_quote)


def _enter(
    organisation: Organisation, now: datetime, name: str, order: _Order, write: Write
) -> None:
    entered = now - timedelta(days=order.days_ago)
    ledger = DemoLedger(organisation, entered, name)
    ledger.unit_places = UNIT_PLACES
    (contact,) = organisation.contacts.find("name", order.contact.casefold())
    fields = dict(order.fields)
    if days := fields.pop("ExpiryDate", None):
        fields["ExpiryDate"] = (ledger.today + timedelta(days=days)).isoformat()
    element = {
        "Contact": {"ContactID": contact["ContactID"]},
        "Date": ledger.today.isoformat(),
        "LineItems": list(order.lines),
        **fields,
    }
    record = write(ledger, element, Intent.CREATE, None).record
    for day, status in enumerate(order.statuses, start=1):
        later = DemoLedger(organisation, entered + timedelta(days=day), f"{name} {status}")
        record = write(later, {**fields, "Status": status}, Intent.UPSERT, record).record
