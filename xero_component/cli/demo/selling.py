"""Steps 3 and 4: contacts, items, and invoices from a file of orders, exact to the cent."""

from decimal import Decimal
from typing import Any

from xero_component.cli.demo.orders import SALES_ACCOUNT, Order, demo_orders
from xero_component.cli.demo.stage import Stage

ITEMS = (
    ("COFFEE-1KG", "Coffee beans, 1 kg", Decimal("32.50")),
    ("SERVICE-HR", "Grinder service, per hour", Decimal("89.99")),
)


def create_contacts_and_items(stage: Stage) -> None:
    """Create what the orders name and Xero does not have yet."""
    stage.narrator.step("Contacts and items")
    for name in dict.fromkeys(order.customer for order in demo_orders()):
        found = stage.run("list_contacts", {"search_term": name})["records"]
        if found:
            contact = found[0]
            stage.narrator.claim(f"{name} is a contact already.", name, contact["Name"])
        else:
            contact = stage.run("create_contact", {"name": name})
            stage.narrator.claim(f"{name} is created.", name, contact["Name"])
        stage.contacts[name] = contact["ContactID"]
    for code, name, price in ITEMS:
        item = stage.run(
            "create_item",
            {
                "item_code": code,
                "name": name,
                "sales_unit_price": price,
                "sales_account_code": SALES_ACCOUNT,
            },
        )
        stage.narrator.claim(
            f"Item {code} is sold at {price}.",
            (code, price),
            (item["Code"], item["SalesDetails"]["UnitPrice"]),
        )


def invoice_orders(stage: Stage) -> None:
    """Make an invoice of each order, and check its totals against the file's."""
    narrator = stage.narrator
    narrator.step("Orders from a CSV file become invoices, exact to the cent")
    narrator.say("Fractions of units, prices with four decimals, discounts, tax rounded by line:")
    orders = demo_orders()
    for order in orders:
        invoice = stage.run(
            "create_invoice",
            order.invoice(stage.contacts[order.customer]),
            run_id="demo",
            step_id=order.number,
        )
        stage.invoices[order.number] = invoice
    rows = [_row(order, stage.invoices[order.number]) for order in orders]
    narrator.table(["Order", "Invoice", "Customer", " Subtotal", " Tax", " Total"], rows)
    for order in orders:
        narrator.claim(
            f"{order.number} comes to {order.total}, as the file says.",
            (order.subtotal, order.tax, order.total),
            _totals(stage.invoices[order.number]),
        )
    narrator.claim(
        "Every amount is a Decimal; none was ever a float.",
        {Decimal},
        {type(amount) for invoice in stage.invoices.values() for amount in _totals(invoice)},
    )


def _row(order: Order, invoice: dict[str, Any]) -> tuple[object, ...]:
    return (order.number, invoice["InvoiceNumber"], order.customer, *_totals(invoice))


def _totals(invoice: dict[str, Any]) -> tuple[Decimal, Decimal, Decimal]:
    return invoice["SubTotal"], invoice["TotalTax"], invoice["Total"]
