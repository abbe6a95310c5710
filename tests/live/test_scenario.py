"""The whole scenario, through the actions as a flow runs them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.live.demo_company import DAY, DUE, DemoCompany
from xero_component.api.where import all_of, clause
from xero_component.component import component
from xero_component.core import StepContext, invoke
from xero_component.errors import ValidationError

CONTENT = b"%PDF-1.4\n\x00\xff awkward bytes \xc3\x28"


async def run(demo: DemoCompany, action: str, step: str = "", **inputs: Any) -> Any:
    """Run an action as a step of a flow; without a step it is one of its own."""
    context = StepContext(run_id=demo.run, step_id=step) if step else StepContext()
    return (await invoke(component, action, inputs, demo.xero, context)).output


async def test_from_the_first_contact_to_the_last_payment(demo: DemoCompany) -> None:
    contact = await run(
        demo, "create_contact", name=demo.named("Café & Söhne"), email_address="a@example.com"
    )
    demo.noted_contact(contact)
    item = await run(
        demo,
        "create_item",
        item_code=demo.named("beans"),
        name="Beans",
        description="Coffee beans",
        sales_unit_price="3.3335",
        sales_account_code=demo.sales["Code"],
    )
    demo.noted_item(item)
    assert item["SalesDetails"]["UnitPrice"] == Decimal("3.3335")

    terms = {
        "invoice_type": "ACCREC",
        "contact_id": contact["ContactID"],
        "date": DAY,
        "due_date": DUE,
        "reference": demo.run,
        "line_items": [
            {"ItemCode": item["Code"], "Quantity": "3"},
            demo.line(UnitAmount="0.10", Quantity="2"),
        ],
    }
    draft = demo.noted_invoice(await run(demo, "create_invoice", **terms))
    assert draft["Status"] == "DRAFT"
    approved = await run(
        demo,
        "raw_request",
        url=f"/Invoices/{draft['InvoiceID']}",
        method="POST",
        data={"InvoiceID": draft["InvoiceID"], "Status": "AUTHORISED"},
        query_parameter={"unitdp": "4"},
    )
    assert approved["status"] == 200
    invoice = demo.noted_invoice(await run(demo, "get_invoice", invoice_id=draft["InvoiceID"]))
    assert invoice["Status"] == "AUTHORISED"
    assert [line["LineAmount"] for line in invoice["LineItems"]] == [
        Decimal("10.00"),
        Decimal("0.20"),
    ]
    assert invoice["LineItems"][0]["UnitAmount"] == Decimal("3.3335")
    assert invoice["SubTotal"] == Decimal("10.20")
    assert invoice["Total"] == invoice["SubTotal"] + invoice["TotalTax"]
    assert (invoice["Date"], invoice["DueDate"]) == (DAY, DUE)

    await pay_in_two_parts(demo, invoice)
    found = await run(
        demo,
        "list_invoices",
        contact_ids=[contact["ContactID"]],
        statuses=["PAID"],
        where=all_of(clause("Type", "==", "ACCREC"), clause("Date", "==", date.fromisoformat(DAY))),
        order="Date DESC",
    )
    assert [row["InvoiceID"] for row in found["records"]] == [invoice["InvoiceID"]]
    note = await run(
        demo, "add_notes_to_invoice", invoice_id=invoice["InvoiceID"], notes="Paid in two parts."
    )
    assert note["Details"] == "Paid in two parts."


async def pay_in_two_parts(demo: DemoCompany, invoice: Any) -> None:
    paying = {"invoice_id": invoice["InvoiceID"], "account_id": demo.bank["AccountID"], "date": DAY}
    part = Decimal("4.05")
    step = "pay the first part"
    first = await run(demo, "pay_invoice", step, amount=part, **paying)
    demo.noted_payment(first)
    again = await run(demo, "pay_invoice", step, amount=part, **paying)
    assert again["PaymentID"] == first["PaymentID"]
    owed = await run(demo, "get_invoice", invoice_id=invoice["InvoiceID"])
    assert (owed["Status"], owed["AmountPaid"]) == ("AUTHORISED", part), "it was paid twice"
    with pytest.raises(ValidationError, match=r"(?i)exceed"):
        await run(demo, "pay_invoice", amount=owed["AmountDue"] + Decimal("0.01"), **paying)
    rest = await run(demo, "pay_invoice", amount=owed["AmountDue"], **paying)
    demo.noted_payment(rest)
    paid = await run(demo, "get_invoice", invoice_id=invoice["InvoiceID"])
    assert (paid["Status"], paid["AmountDue"]) == ("PAID", 0)


async def test_a_file_comes_back_as_it_was_sent(demo: DemoCompany) -> None:
    invoice = await demo.invoice()
    file = {
        "object_type": "Invoices",
        "object_id": invoice["InvoiceID"],
        "file_name": "Größe #1 & (final) 100.pdf",
    }
    await run(demo, "create_attachment", **file, file_data=CONTENT, content_type="application/pdf")
    got = await run(demo, "get_attachment", **file)
    assert (got["Content"], got["MimeType"]) == (CONTENT, "application/pdf")


async def test_lists_of_the_user_s_own_records(demo: DemoCompany) -> None:
    customer = await demo.customer()
    found = await run(demo, "list_contacts", search_term=demo.run, page_size=50)
    assert customer["ContactID"] in [row["ContactID"] for row in found["records"]]
    one = await run(demo, "get_contact", contact_id=customer["ContactID"])
    assert one["Name"] == demo.named("customer")


async def test_a_dry_run_writes_nothing(demo: DemoCompany) -> None:
    name = demo.named("never made")
    context = StepContext(dry_run=True)
    outcome = await invoke(component, "create_contact", {"name": name}, demo.xero, context)
    assert outcome.is_dry_run
    assert await demo.contacts(f'Name=="{name}"') == []
