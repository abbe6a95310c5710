"""Payloads of credits and of the bank that tests share."""

from typing import Any

from tests.sandbox.accounting.client import BANK, CONTACT, line


def credit_note(**fields: Any) -> dict[str, Any]:
    """A credit note of sales, approved, of 55.00 unless told otherwise."""
    return {
        "Type": "ACCRECCREDIT",
        "Contact": {"ContactID": CONTACT},
        "Status": "AUTHORISED",
        "Date": "2026-11-05",
        "LineItems": [line(Quantity=1)],
        **fields,
    }


def spent(**fields: Any) -> dict[str, Any]:
    """Money spent, 110.00 unless told otherwise."""
    return {
        "Type": "SPEND",
        "Contact": {"ContactID": CONTACT},
        "BankAccount": {"AccountID": BANK},
        "Date": "2026-11-06",
        "LineItems": [line(AccountCode="400")],
        **fields,
    }


def received(**fields: Any) -> dict[str, Any]:
    return spent(**{"Type": "RECEIVE", "LineItems": [line()], **fields})


def prepaid(**fields: Any) -> dict[str, Any]:
    """A prepayment received, of 110.00."""
    return received(**{"Type": "RECEIVE-PREPAYMENT", "Reference": "Deposit", **fields})


def overpaid(**fields: Any) -> dict[str, Any]:
    """An overpayment received, of 30.00."""
    lines = [{"Description": "Too much", "Quantity": 1, "UnitAmount": 30}]
    return received(**{"Type": "RECEIVE-OVERPAYMENT", "LineItems": lines, **fields})


def allocation(invoice_id: str, amount: object, **fields: Any) -> dict[str, Any]:
    return {
        "Invoice": {"InvoiceID": invoice_id},
        "Amount": str(amount),
        "Date": "2026-11-12",
        **fields,
    }
