"""Payloads to build a flow with, before anything has happened."""

from decimal import Decimal
from typing import Any

from xero_component.triggers._business.invoices import document_details
from xero_component.triggers._business.sight import FieldChange

_MOMENT = "2026-11-20T08:15:30.123Z"
_CONTACT = {
    "ContactID": "430fa14a-f945-44d3-9f97-5df5e28441b8",
    "Name": "Harbour Lights Events",
}
_INVOICE: dict[str, Any] = {
    "InvoiceID": "243216c5-369e-4056-ac67-05388f86dc81",
    "InvoiceNumber": "INV-0042",
    "Type": "ACCREC",
    "Contact": _CONTACT,
    "Date": "2026-11-02",
    "DueDate": "2026-11-16",
    "CurrencyCode": "AUD",
    "Total": 1150,
    "SentToContact": False,
    "UpdatedDateUTC": _MOMENT,
}
_NOTHING, _PART, _DUE, _ALL = 0, 500, 650, 1150


def sample(record: dict[str, Any], key: str, *changes: tuple[str, Any, Any]) -> dict[str, Any]:
    """Return a payload about a record with some changes; whose event it is, the trigger says."""
    return {
        "id": "6b1f0c5e7a5b4e0f9a0e3f1c2d4b5a69",
        "event": "",
        "tenant_id": "b2c885a9-4bb9-4a00-9b6e-6c2bf60b1a2b",
        "record_id": record[key],
        "record": record,
        "changes": [FieldChange(field=name, before=old, after=new) for name, old, new in changes],
        "changed_at": record["UpdatedDateUTC"],
        "found_by": "poll",
    }


def document(*changes: tuple[str, Any, Any], paid: int = _NOTHING, **fields: Any) -> dict[str, Any]:
    """Return a payload about an invoice or a bill."""
    amounts = {"AmountPaid": paid, "AmountCredited": _NOTHING, "AmountDue": _ALL - paid}
    record = {**_INVOICE, **amounts, **fields}
    details = document_details(record)
    whole = {
        name: int(value) if isinstance(value, Decimal) else value for name, value in details.items()
    }
    return {**sample(record, "InvoiceID", *changes), **whole}


APPROVED = document(("Status", "DRAFT", "AUTHORISED"), Status="AUTHORISED")
SENT = document(("SentToContact", False, True), Status="AUTHORISED", SentToContact=True)
PART_PAID = document(
    ("AmountPaid", _NOTHING, _PART), ("AmountDue", _ALL, _DUE), paid=_PART,
    Status="AUTHORISED",
)  # fmt: skip
PAID = document(
    ("Status", "AUTHORISED", "PAID"), ("AmountPaid", _NOTHING, _ALL), ("AmountDue", _ALL, _NOTHING),
    paid=_ALL, Status="PAID",
)  # fmt: skip
VOIDED = document(("Status", "AUTHORISED", "VOIDED"), Status="VOIDED")
OVERDUE = {
    **document(Status="AUTHORISED"),
    "event": "invoice_overdue",
    "due_date": "2026-11-16",
    "days_overdue": 4,
}
BILL_AWAITING = document(("Status", "DRAFT", "SUBMITTED"), Type="ACCPAY", Status="SUBMITTED")
BILL_PAID = document(
    ("Status", "AUTHORISED", "PAID"), ("AmountPaid", _NOTHING, _ALL), ("AmountDue", _ALL, _NOTHING),
    paid=_ALL, Type="ACCPAY", Status="PAID",
)  # fmt: skip

_PAYMENT: dict[str, Any] = {
    "PaymentID": "99ea7f6b-c513-4066-bc27-b7c65dcd76c2",
    "PaymentType": "ACCRECPAYMENT",
    "Status": "AUTHORISED",
    "Date": "2026-11-20",
    "Amount": _PART,
    "Invoice": {
        "InvoiceID": _INVOICE["InvoiceID"],
        "InvoiceNumber": "INV-0042",
        "CurrencyCode": "AUD",
    },
    "UpdatedDateUTC": _MOMENT,
}
_PAYMENT_DETAILS = {
    "amount": _PART,
    "currency": "AUD",
    "payment_type": "ACCRECPAYMENT",
    "invoice_id": _INVOICE["InvoiceID"],
    "invoice_number": "INV-0042",
}
RECEIVED = {**sample(_PAYMENT, "PaymentID", ("Status", None, "AUTHORISED")), **_PAYMENT_DETAILS}
REVERSED = {
    **sample({**_PAYMENT, "Status": "DELETED"}, "PaymentID", ("Status", "AUTHORISED", "DELETED")),
    **_PAYMENT_DETAILS,
}
_ALLOCATION = "b9d2f6d5-9f04-4c3b-a0cb-9d5c0b2ba2b5"
ALLOCATED = {
    **sample(
        {
            "CreditNoteID": "249f15fa-f2a7-4acc-8769-0984103f2225",
            "CreditNoteNumber": "CN-0007",
            "Type": "ACCRECCREDIT",
            "Status": "AUTHORISED",
            "Total": 200,
            "RemainingCredit": 80,
            "UpdatedDateUTC": _MOMENT,
        },
        "CreditNoteID",
        ("RemainingCredit", 200, 80),
    ),
    "allocation_id": _ALLOCATION,
    "amount": 120,
    "date": "2026-11-20",
    "invoice_id": _INVOICE["InvoiceID"],
    "invoice_number": "INV-0042",
    "remaining_credit": 80,
}
_WHOLE_CONTACT: dict[str, Any] = {
    **_CONTACT,
    "ContactStatus": "ACTIVE",
    "EmailAddress": "accounts@harbourlights.example",
    "UpdatedDateUTC": _MOMENT,
}
CONTACT_CREATED = sample(_WHOLE_CONTACT, "ContactID", ("Name", None, _CONTACT["Name"]))
CONTACT_CHANGED = {
    **sample(
        _WHOLE_CONTACT,
        "ContactID",
        ("EmailAddress", "office@harbourlights.example", _WHOLE_CONTACT["EmailAddress"]),
    ),
    "fields": ["EmailAddress"],
}
CONTACT_ARCHIVED = sample(
    {**_WHOLE_CONTACT, "ContactStatus": "ARCHIVED"},
    "ContactID",
    ("ContactStatus", "ACTIVE", "ARCHIVED"),
)
PRICE_CHANGED = {
    **sample(
        {
            "ItemID": "17fed4f0-34ff-526f-a5b0-ef86ffdd8c9a",
            "Code": "BOOK",
            "Name": "Handbook",
            "SalesDetails": {"UnitPrice": 25},
            "UpdatedDateUTC": _MOMENT,
        },
        "ItemID",
        ("SalesDetails.UnitPrice", 22, 25),
    ),
    "fields": ["SalesDetails.UnitPrice"],
}
FIELD_CHANGED = {
    **document(("Reference", "PO 17", "PO 18"), Status="AUTHORISED", Reference="PO 18"),
    "fields": ["Reference"],
}
