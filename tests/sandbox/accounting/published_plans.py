"""Records for Xero's published examples of groups, payment services and repeating invoices."""

from typing import Any

from tests.sandbox.accounting.client import CONTACT, LedgerClient, line

ENDPOINTS = ("ContactGroups", "PaymentServices", "RepeatingInvoices")


def repeating(**fields: Any) -> dict[str, Any]:
    """A template of a monthly sales invoice of 110.00 unless told otherwise."""
    schedule = {
        "Period": 1,
        "Unit": "MONTHLY",
        "DueDate": 10,
        "DueDateType": "OFFOLLOWINGMONTH",
        "StartDate": "2026-12-01",
    }
    return {
        "Type": "ACCREC",
        "Contact": {"ContactID": CONTACT},
        "Status": "AUTHORISED",
        "Schedule": schedule,
        "LineItems": [line()],
        **fields,
    }


def made(xero: LedgerClient, endpoint: str) -> str:
    """Make a record to which the operation of an example can be applied; return its id."""
    element = {"Name": "Oasis"} if endpoint == "ContactGroups" else repeating()
    return str(xero.create(endpoint, element)[f"{endpoint[:-1]}ID"])


def put_real_ids(body: Any) -> None:
    """Put what is there in place of what the examples name."""
    if not isinstance(body, dict):
        return
    for contact in body.get("Contacts", []):
        if set(contact) == {"ContactID"}:
            contact["ContactID"] = CONTACT
    for service in body.get("PaymentServices", []):
        service["PaymentServiceName"] = "Published"
    for template in body.get("RepeatingInvoices", []):
        template["CurrencyCode"] = "AUD"
        for one in template.get("LineItems", []):
            one["TaxType"] = "OUTPUT"
