"""Request bodies as Xero publishes them, and the records to try them on.

With XERO_OPENAPI_DIR naming a folder that holds Xero's `xero_accounting.yaml`, they are those of
the file; the short forms written out here are there always.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.sandbox.accounting import published_bookkeeping as bookkeeping
from tests.sandbox.accounting import published_credits as credit
from tests.sandbox.accounting import published_plans as plans
from tests.sandbox.accounting.client import CONTACT, LedgerClient, invoice, line, payment

ENDPOINTS = (
    "Accounts", "Contacts", "Invoices", "Items", "Payments", "PurchaseOrders", "Quotes",
    *bookkeeping.ENDPOINTS, *credit.ENDPOINTS, *plans.ENDPOINTS,
)  # fmt: skip
EMPTY = "00000000-0000-0000-0000-000000000000"
MINIMAL = [
    ("PUT", "/Accounts", "createAccount", {"Code": "123456", "Name": "F", "Type": "EXPENSE"}),
    ("POST", "/Accounts/{AccountID}", "updateAccount", {"Accounts": [{"Name": "B"}]}),
    ("PUT", "/Contacts", "createContacts", {"Contacts": [{"Name": "Foo"}]}),
    ("POST", "/Contacts", "updateOrCreateContacts", {"Contacts": [{"Name": "Bar"}]}),
    ("POST", "/Contacts/{ContactID}", "updateContact", {"Contacts": [{"ContactID": EMPTY}]}),
    ("PUT", "/Invoices", "createInvoices", {"Invoices": [invoice(Contact={"ContactID": CONTACT})]}),
    ("POST", "/Invoices/{InvoiceID}", "updateInvoice", {"Invoices": [{"InvoiceID": EMPTY,
     "LineItems": [], "Contact": {}, "Reference": "x"}]}),
    ("POST", "/Invoices/{InvoiceID}/Email", "emailInvoice", {}),
    ("PUT", "/Items", "createItems", {"Items": [{"Code": "abc", "InventoryAssetAccountCode": "140",
     "PurchaseDetails": {"COGSAccountCode": "500"}}]}),
    ("POST", "/Items/{ItemID}", "updateItem", {"Items": [{"Code": "abc"}]}),
    ("PUT", "/Payments", "createPayments", {"Payments": [{"Invoice": {"InvoiceID": EMPTY,
     "LineItems": []}, "Account": {"Code": "970"}, "Amount": 1}]}),
    ("POST", "/Payments/{PaymentID}", "deletePayment", {"Payments": [{"Status": "DELETED"}]}),
    *(
        ("PUT", f"/{endpoint}/{{ID}}/History", f"create{endpoint[:-1]}History",
         {"HistoryRecords": [{"Details": "Hello"}]})
        for endpoint in ENDPOINTS[1:]
        if endpoint not in ("LinkedTransactions", "ContactGroups", "PaymentServices")
    ),
]  # fmt: skip


@cache
def published() -> list[tuple[str, str, str, Any]]:
    folder = os.environ.get("XERO_OPENAPI_DIR")
    source = Path(folder) / "xero_accounting.yaml" if folder else None
    if source is None or not source.is_file():
        return []
    document = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    shared = document["components"]["requestBodies"]
    found = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path.split("/")[1] not in ENDPOINTS or "requestBody" not in operation:
                continue
            if operation["operationId"] in credit.UNREADABLE:
                continue
            body = operation["requestBody"]
            body = shared[body["$ref"].rsplit("/", 1)[-1]] if "$ref" in body else body
            example = body["content"].get("application/json", {}).get("example")
            if example is not None:
                found.append((method.upper(), path, operation["operationId"], example))
    return found


def real_path(xero: LedgerClient, path: str) -> str:
    """Put records into the path of an example, which are made where none fits."""
    endpoint = path.split("/")[1]
    return re.sub(r"\{[^}]+\}", lambda _: suitable(xero, endpoint), path).lstrip("/")


def suitable(xero: LedgerClient, endpoint: str) -> str:
    """A record for the path of an example: one to which the operation can be applied."""
    if endpoint == "Contacts":
        return CONTACT
    if endpoint == "Items":
        return str(xero.one("Items/BOOK")["ItemID"])
    if endpoint == "Accounts":
        return "99ce6032-0678-4aa0-8148-240c75fee33a"
    if endpoint in ("PurchaseOrders", "Quotes"):
        order = {"Contact": {"ContactID": CONTACT}, "LineItems": [line()]}
        return str(xero.create(endpoint, order)[f"{endpoint[:-1]}ID"])
    if endpoint in bookkeeping.ENDPOINTS:
        return bookkeeping.made(xero, endpoint)
    if endpoint in plans.ENDPOINTS:
        return plans.made(xero, endpoint)
    if endpoint in credit.ENDPOINTS:
        return credit.made(xero, endpoint)
    owed = xero.create("Invoices", invoice(Status="AUTHORISED"))["InvoiceID"]
    if endpoint == "Payments":
        return str(xero.create("Payments", payment(owed, "10.00"))["PaymentID"])
    return str(owed)


def with_real_ids(xero: LedgerClient, body: Any) -> Any:
    """Put records that are there in place of the empty ids and the accounts of the examples."""
    for element in body.get("Payments", []) if isinstance(body, dict) else []:
        if element.get("Invoice", {}).get("InvoiceID") == EMPTY:
            element["Invoice"]["InvoiceID"] = xero.create("Invoices", invoice())["InvoiceID"]
    for plural in ("PurchaseOrders", "Quotes"):
        for element in body.get(plural, []) if isinstance(body, dict) else []:
            if element.get("Contact", {}).get("ContactID") == EMPTY:
                element["Contact"]["ContactID"] = CONTACT
            for one in element.get("LineItems", []):
                one["AccountCode"] = "200"
    bookkeeping.put_real_ids(xero, body)
    credit.put_real_ids(xero, body)
    plans.put_real_ids(body)
    return body
