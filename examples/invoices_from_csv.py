"""Make invoices of a CSV file: `python examples/invoices_from_csv.py FILE [CONNECTION]`.

The columns are order, customer, date, due_date, description, quantity, unit_price, discount_percent
and tax_type; neighbouring rows with the same order become one draft. If it stops half-way, run it
again within six minutes: each order is a step of the same run, so none is posted twice.
"""

import asyncio
import csv
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from xero_component import StepContext, XeroClient, XeroComponentError, invoke, open_connection
from xero_component.component import component


async def main(file: Path, connection: str) -> int:
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    failed = 0
    async with open_connection(connection) as authorisation, XeroClient(authorisation) as xero:
        for order, lines in groupby(rows, key=lambda row: row["order"]):
            step = StepContext(run_id=file.name, step_id=order)
            try:
                invoice = await make_invoice(xero, list(lines), step)
            except XeroComponentError as error:
                failed += 1
                print(f"{order}: {error}", file=sys.stderr)
            else:
                print(f"{order}: {invoice['InvoiceNumber']} of {invoice['Total']}")
    return 1 if failed else 0


async def make_invoice(xero: XeroClient, rows: list[dict[str, str]], step: StepContext) -> Any:
    first = rows[0]
    inputs = {
        "invoice_type": "ACCREC",
        "contact_id": await contact_id(xero, first["customer"], step),
        "date": first["date"],
        "due_date": first["due_date"],
        "reference": first["order"],
        "line_items": [line_of(row) for row in rows],
    }
    return (await invoke(component, "create_invoice", inputs, xero, step)).output


async def contact_id(xero: XeroClient, name: str, step: StepContext) -> str:
    found: Any = (await invoke(component, "list_contacts", {"search_term": name}, xero)).output
    contact = next((row for row in found["records"] if row["Name"] == name), None)
    if contact is None:
        made: Any = (await invoke(component, "create_contact", {"name": name}, xero, step)).output
        return str(made["ContactID"])
    return str(contact["ContactID"])


def line_of(row: dict[str, str]) -> dict[str, str]:
    line = {
        "description": row["description"],
        "quantity": row["quantity"],
        "unit_amount": row["unit_price"],
        "discount_rate": row["discount_percent"],
        "tax_type": row["tax_type"],
        "account_code": "200",
    }
    return {name: value for name, value in line.items() if value}


if __name__ == "__main__":
    chosen = sys.argv[2] if len(sys.argv) > 2 else "demo"
    sys.exit(asyncio.run(main(Path(sys.argv[1]), chosen)))
