"""Changing, ending, sending and paying invoices in the books, and doing so twice."""

from decimal import Decimal
from typing import Any

import pytest

from tests.end_to_end.conftest import World
from xero_component.catalogue.objects import CONTACTS
from xero_component.component import component
from xero_component.core import StepContext, invoke
from xero_component.errors import InputError, OutcomeUnknownError, ValidationError

STEP = StepContext(run_id="run-1", step_id="step-1")
BANK = "13918178-849a-4823-9a31-57b7eac713d7"
LINE = {"Description": "Work", "Quantity": "3", "UnitAmount": "0.3333", "AccountCode": "200"}
TRAVEL = {"Description": "Travel", "UnitAmount": "80.00", "AccountCode": "200"}


async def run(world: World, key: str, context: StepContext | None = None, /, **raw: Any) -> Any:
    return (await invoke(component, key, raw, world.xero, context)).output


async def made(world: World, status: str = "DRAFT", **raw: Any) -> Any:
    contact = (await world.xero.list_page(CONTACTS))["records"][0]["ContactID"]
    await world.xero.update(CONTACTS, contact, {"EmailAddress": "accounts@example.com"})
    given = {"invoice_type": "ACCREC", "line_items": [LINE, LINE], "due_date": "2026-12-20", **raw}
    return await run(world, "create_invoice", contact_id=contact, invoice_status=status, **given)


async def paid(world: World, amount: str = "0.50") -> tuple[Any, Any]:
    invoice = await made(world, "AUTHORISED")
    raw = {"invoice_id": invoice["InvoiceID"], "account_id": BANK, "amount": amount}
    return invoice, await run(world, "pay_invoice", **raw)


def in_books(world: World, invoice: Any) -> dict[str, Any]:
    [found] = world.books("Invoices", IDs=invoice["InvoiceID"], unitdp="4")
    return found


def described(invoice: Any) -> list[str]:
    return [line["Description"] for line in invoice["LineItems"]]


@pytest.mark.parametrize("fault", ["reset-after", "504", "empty-200", "half-json"])
async def test_a_line_that_was_added_and_not_answered_is_there_once_after_a_repeat(
    world: World, fault: str
):
    invoice = await made(world)
    raw = {"invoice_id": invoice["InvoiceID"], "line_items": [TRAVEL]}
    world.fault(f"{fault}*always@POST /Invoices")
    with pytest.raises(OutcomeUnknownError):
        await run(world, "update_invoice", STEP, **raw)
    world.sandbox.faults.clear()

    again = await run(world, "update_invoice", STEP, **raw)

    assert described(again) == described(in_books(world, invoice)) == ["Work", "Work", "Travel"]


async def test_a_line_that_was_not_saved_is_added_by_the_repeat(world: World):
    invoice = await made(world)
    raw = {"invoice_id": invoice["InvoiceID"], "line_items": [TRAVEL]}
    world.fault("reset-before*always@POST /Invoices")
    with pytest.raises(OutcomeUnknownError):
        await run(world, "update_invoice", STEP, **raw)
    world.sandbox.faults.clear()

    await run(world, "update_invoice", STEP, **raw)

    assert described(in_books(world, invoice)) == ["Work", "Work", "Travel"]


async def test_everything_at_once_is_done_once_when_the_step_is_repeated(world: World):
    invoice = await made(world)
    first, second = (line["LineItemID"] for line in invoice["LineItems"])
    raw = {
        "invoice_id": invoice["InvoiceID"],
        "reference": "New",
        "line_items": [{"LineItemID": first, "Quantity": "5"}, TRAVEL],
        "remove_line_item_ids": [second],
    }
    world.fault("reset-after*always@POST /Invoices")
    with pytest.raises(OutcomeUnknownError):
        await run(world, "update_invoice", STEP, **raw)
    world.sandbox.faults.clear()

    repeat = StepContext(run_id="run-1", step_id="step-1", attempt=2)
    await run(world, "update_invoice", repeat, **raw)

    after = in_books(world, invoice)
    assert (described(after), after["Reference"]) == (["Work", "Travel"], "New")
    assert after["LineItems"][0]["Quantity"] == 5


async def test_two_steps_that_add_the_same_line_add_it_twice(world: World):
    invoice = await made(world)
    raw = {"invoice_id": invoice["InvoiceID"], "line_items": [TRAVEL]}

    for step in ("one", "two"):
        await run(world, "update_invoice", StepContext(run_id="run", step_id=step), **raw)

    assert described(in_books(world, invoice)) == ["Work", "Work", "Travel", "Travel"]


async def test_lines_that_are_not_mentioned_keep_their_ids_and_four_decimals(world: World):
    invoice = await made(world)
    before = in_books(world, invoice)["LineItems"]
    change = {"LineItemID": before[0]["LineItemID"], "UnitAmount": "0.4444"}

    after = await run(world, "update_invoice", invoice_id=invoice["InvoiceID"], line_items=[change])

    assert in_books(world, invoice)["LineItems"][1] == before[1]
    assert after["LineItems"][0]["UnitAmount"] == Decimal("0.4444")
    assert after["LineItems"][0]["LineAmount"] == Decimal("1.33")
    assert after["SubTotal"] == Decimal("2.33")


async def test_a_tax_amount_that_was_set_by_hand_outlives_a_change_to_another_line(world: World):
    by_hand = {**LINE, "TaxAmount": "0.05"}
    invoice = await made(world, line_items=[by_hand, LINE])
    change = {"LineItemID": invoice["LineItems"][1]["LineItemID"], "Quantity": "30"}

    after = await run(world, "update_invoice", invoice_id=invoice["InvoiceID"], line_items=[change])

    assert [line["TaxAmount"] for line in after["LineItems"]] == [Decimal("0.05"), Decimal("1.00")]


async def test_names_are_looked_up_for_the_lines_of_an_update_too(world: World):
    invoice = await made(world)
    line = {**TRAVEL, "AccountCode": "Sales"}

    after = await run(world, "update_invoice", invoice_id=invoice["InvoiceID"], line_items=[line])

    assert after["LineItems"][2]["AccountCode"] == "200"


async def test_a_part_paid_invoice_keeps_its_figures_and_takes_a_due_date(world: World):
    invoice, _payment = await paid(world)
    target = {"invoice_id": invoice["InvoiceID"]}

    with pytest.raises(InputError, match=r"has 0\.50 paid"):
        await run(world, "update_invoice", **target, line_items=[TRAVEL])
    await run(world, "update_invoice", **target, due_date="2027-01-31")

    assert in_books(world, invoice)["DueDateString"].startswith("2027-01-31")
    assert len(in_books(world, invoice)["LineItems"]) == 2


async def test_an_invoice_goes_by_the_way_that_the_error_names(world: World):
    draft = await made(world)
    with pytest.raises(InputError, match="use Delete Invoice"):
        await run(world, "void_invoice", invoice_id=draft["InvoiceID"])
    assert (await run(world, "delete_invoice", invoice_id=draft["InvoiceID"]))[
        "Status"
    ] == "DELETED"

    invoice, payment = await paid(world)
    with pytest.raises(InputError, match="use Void Invoice"):
        await run(world, "delete_invoice", invoice_id=invoice["InvoiceID"])
    with pytest.raises(InputError, match=f"{payment['PaymentID']}.*Reverse Payment"):
        await run(world, "void_invoice", invoice_id=invoice["InvoiceID"])
    await run(world, "reverse_payment", payment_id=payment["PaymentID"])
    assert (await run(world, "void_invoice", invoice_id=invoice["InvoiceID"]))["Status"] == "VOIDED"


@pytest.mark.parametrize(
    ("key", "status"), [("void_invoice", "AUTHORISED"), ("delete_invoice", "DRAFT")]
)
async def test_an_ending_that_was_not_answered_is_found_done_by_the_repeat(
    world: World, key: str, status: str
):
    invoice = await made(world, status)
    world.fault("reset-after*always@POST /Invoices")
    with pytest.raises(OutcomeUnknownError):
        await run(world, key, STEP, invoice_id=invoice["InvoiceID"])
    world.sandbox.faults.clear()

    again = await run(world, key, STEP, invoice_id=invoice["InvoiceID"])

    assert again["Status"] == in_books(world, invoice)["Status"] in {"VOIDED", "DELETED"}


async def test_a_payment_is_listed_read_and_taken_back_once(world: World):
    invoice, payment = await paid(world)
    target = {"payment_id": payment["PaymentID"]}
    listed = await run(
        world, "list_payments", where=f'Invoice.InvoiceID==guid("{invoice["InvoiceID"]}")'
    )
    assert [one["PaymentID"] for one in listed["records"]] == [payment["PaymentID"]]
    assert (await run(world, "get_payment", **target))["Amount"] == Decimal("0.50")

    world.fault("reset-after@POST /Payments")
    reversed_one = await run(world, "reverse_payment", STEP, **target)

    assert reversed_one["Status"] == "DELETED"
    assert in_books(world, invoice)["AmountDue"] == 2.2
    with pytest.raises(ValidationError, match="already been deleted"):
        await run(world, "reverse_payment", **target)
    history = await run(world, "get_payment_history", **target)
    assert [row["Changes"] for row in history["records"]] == ["Deleted", "Created"]


async def test_an_email_that_was_not_answered_is_sent_once(world: World):
    invoice = await made(world, "AUTHORISED")
    world.fault("reset-after@POST /Invoices")

    await run(world, "send_invoice", STEP, invoice_id=invoice["InvoiceID"])

    history = await run(world, "get_invoice_history", invoice_id=invoice["InvoiceID"])
    assert [row["Changes"] for row in history["records"]].count("Invoice sent") == 1


async def test_a_draft_is_not_emailed_and_has_no_online_address(world: World):
    draft = await made(world)

    with pytest.raises(ValidationError, match="SUBMITTED, AUTHORISED or PAID"):
        await run(world, "send_invoice", invoice_id=draft["InvoiceID"])
    with pytest.raises(ValidationError, match="approved sales invoices"):
        await run(world, "get_online_invoice_url", invoice_id=draft["InvoiceID"])


async def test_an_invoice_is_found_by_its_number_and_by_part_of_it(world: World):
    draft = await made(world, invoice_number="ÉTÉ (\"7\") 'x'", reference="Order & more")
    await made(world, invoice_number="B-2", reference="Order & more")

    one = await run(world, "find_invoice", invoice_number="ÉTÉ (\"7\") 'x'")
    two = await run(world, "find_invoice", reference="Order & more")
    part = await run(world, "find_invoice", search_term="TÉ (")
    await run(world, "delete_invoice", invoice_id=draft["InvoiceID"])
    none = await run(world, "find_invoice", search_term="TÉ (")

    assert one["record"]["InvoiceID"] == part["record"]["InvoiceID"] == draft["InvoiceID"]
    assert (two["found"], two["count"], none["found"]) == ("several", 2, "none")


async def test_a_file_is_listed_with_the_online_invoice_and_read_by_name_and_by_id(world: World):
    invoice = await made(world, "AUTHORISED")
    place = {"object_type": "Invoices", "object_id": invoice["InvoiceID"]}
    name = "Überweisung #1, 50%.txt"
    for online in (False, True):
        saved = await run(
            world,
            "create_attachment",
            **place,
            file_name=name,
            file_data=b"\x00bytes",
            content_type="text/plain",
            include_online=online,
        )
        assert saved["IncludeOnline"] is online

    [listed] = (await run(world, "list_attachments", **place))["records"]

    assert (listed["FileName"], listed["IncludeOnline"]) == (name, True)
    for known_by in (name, listed["AttachmentID"]):
        file = await run(world, "get_attachment", **place, file_name=known_by)
        assert (file["Content"], file["MimeType"]) == (b"\x00bytes", "text/plain")


async def test_a_pdf_is_read_by_number(world: World):
    file = await run(world, "get_invoice_pdf", invoice_id="INV-0002")

    assert file["FileName"] == "INV-0002.pdf"
    assert file["Content"].startswith(b"%PDF")
