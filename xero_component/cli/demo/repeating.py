"""Step 6: a step that runs again, and an answer that is lost, post nothing twice."""

from decimal import Decimal
from typing import Any

from xero_component.cli.demo.stage import Stage
from xero_component.sandbox import parse_fault


def repeat(stage: Stage) -> None:
    """Run a step twice under its idempotency key; then lose the answer to another one."""
    narrator = stage.narrator
    narrator.step("Nothing is posted twice")
    first, again = (_deposit(stage, "Deposit") for _ in range(2))
    narrator.claim(
        "A step that the host runs again returns the same invoice.",
        first["InvoiceID"],
        again["InvoiceID"],
    )
    _count(stage, "Deposit", sent=2)
    stage.sandbox.faults.add(parse_fault("reset-after@PUT /Invoices"))
    narrator.say("Now the connection breaks after Xero saved an invoice, before it answers.")
    _deposit(stage, "Lost answer")
    _count(stage, "Lost answer", sent=2)
    narrator.claim("The fault did strike.", [], stage.sandbox.faults.pending())


def _deposit(stage: Stage, reference: str) -> dict[str, Any]:
    line = {"description": reference, "quantity": 1, "unit_amount": "100.00", "account_code": "200"}
    invoice: dict[str, Any] = stage.run(
        "create_invoice",
        {
            "invoice_type": "ACCREC",
            "contact_id": next(iter(stage.contacts.values())),
            "invoice_status": "AUTHORISED",
            "date": "2026-11-10",
            "due_date": "2026-12-10",
            "reference": reference,
            "line_items": [line],
        },
        run_id="demo",
        step_id=reference,
    )
    stage.invoices[reference] = invoice
    return invoice


def _count(stage: Stage, reference: str, *, sent: int) -> None:
    """Compare how often the last request came with how many invoices it made."""
    writes = stage.sent("PUT", "/Invoices")
    key = writes[-1]["idempotency_key"]
    same = [request for request in writes if request["idempotency_key"] == key]
    found = stage.run("list_invoices", {"where": f'Reference=="{reference}"'})["records"]
    stage.narrator.claim(
        f"{reference}: sent {sent} times under one key, and there is one invoice of 110.00.",
        (sent, 1, Decimal("110.00")),
        (len(same), len(found), found[0]["Total"] if found else None),
    )
