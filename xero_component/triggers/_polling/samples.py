"""Payloads to build a flow with, before anything has happened."""

from typing import Any

RECORD_EVENT: dict[str, Any] = {
    "id": "6b1f0c5e7a5b4e0f9a0e3f1c2d4b5a69",
    "kind": "updated",
    "object": "invoices",
    "tenant_id": "b2c885a9-4bb9-4a00-9b6e-6c2bf60b1a2b",
    "record_id": "243216c5-369e-4056-ac67-05388f86dc81",
    "record": {
        "InvoiceID": "243216c5-369e-4056-ac67-05388f86dc81",
        "InvoiceNumber": "INV-0042",
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {
            "ContactID": "430fa14a-f945-44d3-9f97-5df5e28441b8",
            "Name": "Harbour Lights Events",
        },
        "Date": "2026-11-02",
        "DueDate": "2026-11-16",
        "CurrencyCode": "AUD",
        "Total": 1150.0,
        "AmountDue": 650.0,
        "AmountPaid": 500.0,
        "UpdatedDateUTC": "2026-11-20T08:15:30.123Z",
    },
    "changed_at": "2026-11-20T08:15:30.123Z",
    "found_by": "poll",
}
