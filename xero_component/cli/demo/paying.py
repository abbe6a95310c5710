"""Step 7: a part payment, then the rest."""

from decimal import Decimal
from typing import Any

from xero_component.cli.demo.stage import Stage

PAID = "ORD-1001"
BANK_ACCOUNT = "090"


def pay(stage: Stage) -> None:
    """Pay a part of an invoice and then what is still due."""
    narrator = stage.narrator
    narrator.step("Payments: a part, then the rest")
    accounts = stage.run(
        "raw_request",
        {
            "url": "/Accounts",
            "method": "GET",
            "query_parameter": {"where": f'Code=="{BANK_ACCOUNT}"'},
        },
    )["data"]["Accounts"]
    account_id = accounts[0]["AccountID"]
    invoice = stage.invoices[PAID]
    total: Decimal = invoice["Total"]
    part = Decimal("63.99")
    _pay(stage, account_id, part)
    invoice = _look(stage)
    narrator.claim(
        f"After {part} of {total}, {total - part} is due, and it stays AUTHORISED.",
        (part, total - part, "AUTHORISED"),
        (invoice["AmountPaid"], invoice["AmountDue"], invoice["Status"]),
    )
    _pay(stage, account_id, invoice["AmountDue"])
    invoice = _look(stage)
    narrator.claim(
        "After the rest, nothing is due, and it is PAID by two payments.",
        (Decimal(0), "PAID", 2),
        (invoice["AmountDue"], invoice["Status"], len(invoice["Payments"])),
    )


def _pay(stage: Stage, account_id: str, amount: Decimal) -> None:
    stage.run(
        "pay_invoice",
        {
            "invoice_id": stage.invoices[PAID]["InvoiceID"],
            "account_id": account_id,
            "date": "2026-11-12",
            "amount": amount,
        },
    )


def _look(stage: Stage) -> dict[str, Any]:
    invoice: dict[str, Any] = stage.run(
        "get_invoice", {"invoice_id": stage.invoices[PAID]["InvoiceID"]}
    )
    return invoice
