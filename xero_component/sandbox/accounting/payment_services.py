"""Payment services: buttons on an online invoice that lead to a page to pay on.

https://developer.xero.com/documentation/api/accounting/paymentservices
"""

from urllib.parse import urlsplit

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.elements import Intent, Written
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import folded
from xero_component.sandbox.accounting.payload import Element
from xero_component.sandbox.accounting.problems import Findings
from xero_component.sandbox.accounting.tables import Record

_READERS: dict[str, fields.Reader] = {
    "PaymentServiceName": fields.code(255),
    "PaymentServiceUrl": fields.code(2000),
    "PayNowText": fields.code(50),
}


def write_payment_service(
    ledger: Ledger, element: Element, _intent: Intent, _target: Record | None = None
) -> Written:
    """Create a payment service of an app's own. Raises ElementInvalidError."""
    values = fields.read(element, _READERS)
    findings = Findings()
    for name in _READERS:
        if not values.get(name):
            findings.add(f"The {name} of a payment service is required.")
    url = values.get("PaymentServiceUrl")
    if url and not _is_web_address(url):
        findings.add("The PaymentServiceUrl must be the address of a web page, from https:// on.")
    table = ledger.organisation.payment_services
    if table.find("name", folded(values.get("PaymentServiceName"))):
        findings.add("A payment service with this PaymentServiceName exists already.")
    findings.settle()
    service = {"PaymentServiceID": ledger.new_id(), **values, "PaymentServiceType": "Custom"}
    return Written(ledger.save(table, service))


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.netloc)
