"""Create and approve an invoice: `python examples/first_invoice.py [CONNECTION]`.

Without a Xero account: start `xero-component sandbox` in one terminal, and connect in another one
with `xero-component connect demo --sandbox --base-url URL --tenant "Demo Company (AU)"`.
"""

import sys
from decimal import Decimal
from typing import Any

from xero_component.runtimes.local import LocalRuntime

with LocalRuntime(sys.argv[1] if len(sys.argv) > 1 else "demo") as xero:
    contacts: Any = xero.run("list_contacts", {"page_size": 1}).output
    contact = contacts["records"][0]
    line = {
        "description": "Consulting",
        "quantity": "2.5",
        "unit_amount": Decimal("120.00"),
        "account_code": "200",
    }
    invoice: Any = xero.run(
        "create_invoice",
        {
            "invoice_type": "ACCREC",
            "contact_id": contact["ContactID"],
            "invoice_status": "AUTHORISED",
            "due_date": "2027-01-31",
            "line_items": [line],
        },
    ).output
    print(f"{invoice['InvoiceNumber']} for {contact['Name']}: {invoice['Total']} due")
