"""Changing what is there: lines, payments, items, contacts and accounts."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from tests.live.demo_company import DAY, DemoCompany
from tests.live.settling import settles
from tests.live.test_scenario import run
from xero_component.api.lookups import is_account_code
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Account, Invoice, Payment
from xero_component.core import StepContext
from xero_component.core.context import Trace
from xero_component.errors import OutcomeUnknownError, ValidationError, XeroComponentError

BY_HAND = Decimal("0.99")
SENT_BACK = (
    "LineItemID",
    "Quantity",
    "UnitAmount",
    "LineAmount",
    "AccountCode",
    "TaxType",
    "TaxAmount",
)


@pytest.fixture(scope="module")
async def approved(demo: DemoCompany) -> Invoice:
    """An approved invoice of two lines, the tax of the first one set by hand.

    A test that changes its lines keeps them here as they are then.
    """
    number = f"{demo.run}-changes"
    taxed = {"TaxAmount": BY_HAND}
    return await demo.invoice(taxed, {}, Status="AUTHORISED", InvoiceNumber=number)


@pytest.fixture(scope="module")
def payments() -> list[Payment]:
    """What has been paid on it, for a later test to take back."""
    return []


@pytest.fixture(scope="module")
async def accounts(demo: DemoCompany) -> AsyncIterator[list[Account]]:
    """An account of this run; the test that deletes it takes it out of the list."""
    made = await run(
        demo,
        "create_account",
        account_code=f"{demo.run}1".upper(),
        name=demo.named("account to change"),
        account_type="EXPENSE",
    )
    accounts = [made]
    yield accounts
    for account in accounts:
        try:
            await run(demo, "delete_account", account_id=account["AccountID"])
        except XeroComponentError as error:
            demo.left_behind.append(f"account {account['Name']}: {error}")


@settles("A-115", "A change of the head alone keeps the lines of an approved invoice.")
async def test_change_of_the_head_keeps_the_lines(demo: DemoCompany, approved: Invoice) -> None:
    reference = demo.named("head")
    changed = await run(
        demo, "update_invoice", invoice_id=approved["InvoiceID"], reference=reference
    )
    assert changed["Reference"] == reference
    assert [line["LineItemID"] for line in changed["LineItems"]] == [
        line["LineItemID"] for line in approved["LineItems"]
    ]
    assert changed["LineItems"][0]["TaxAmount"] == BY_HAND


@settles("A-116", "A line that is sent back whole keeps the tax that was set by hand.")
async def test_line_sent_back_whole_stays(demo: DemoCompany, approved: Invoice) -> None:
    first, second = approved["LineItems"]
    change = {"LineItemID": second["LineItemID"], "UnitAmount": "12.00"}
    changed = await run(
        demo, "update_invoice", invoice_id=approved["InvoiceID"], line_items=[change]
    )
    lines = {line["LineItemID"]: line for line in changed["LineItems"]}
    kept = lines[first["LineItemID"]]
    assert lines[second["LineItemID"]]["LineAmount"] == Decimal("12.00")
    assert (kept["LineAmount"], kept["TaxAmount"]) == (first["LineAmount"], BY_HAND)
    approved["LineItems"] = changed["LineItems"]


@settles("A-118", 'Xero refuses a reused key with "idempotency" and "different".')
async def test_reused_key_is_refused_in_known_words(demo: DemoCompany, approved: Invoice) -> None:
    async def refer_to(what: str) -> None:
        context = StepContext(run_id=demo.run, step_id="refer twice")
        bound = demo.xero.for_step(context, Trace())
        changes = {"Reference": demo.named(what)}
        await bound.update(INVOICES, approved["InvoiceID"], changes, key_material="the same")

    await refer_to("first")
    with pytest.raises(OutcomeUnknownError, match="run before"):
        await refer_to("second")


@settles("A-120", "The PDF comes by invoice number as well as by id.")
async def test_pdf_comes_by_number(demo: DemoCompany, approved: Invoice) -> None:
    number = approved["InvoiceNumber"]
    pdf = await run(demo, "get_invoice_pdf", invoice_id=number)
    assert pdf["FileName"] == f"{number}.pdf"
    assert pdf["Content"].startswith(b"%PDF")


@settles("A-132", "A payment takes its account by code.")
async def test_payment_takes_its_account_by_code(
    demo: DemoCompany, approved: Invoice, payments: list[Payment]
) -> None:
    bank = next(
        row
        for row in demo.accounts
        if row["Type"] == "BANK"
        and row["Status"] == "ACTIVE"
        and row.get("CurrencyCode") == approved["CurrencyCode"]
        and is_account_code(row.get("Code") or "")
    )
    paid = await run(
        demo,
        "pay_invoice",
        invoice_id=approved["InvoiceID"],
        account_id=bank["Code"],
        date=DAY,
        amount="1.00",
    )
    payments.append(demo.noted_payment(paid))
    assert paid["Account"]["AccountID"] == bank["AccountID"]


@settles("A-117", "The lines of an invoice that has a payment cannot change.")
async def test_lines_are_fixed_once_something_is_paid(
    demo: DemoCompany, approved: Invoice, payments: list[Payment]
) -> None:
    if not payments:
        payments.append(await demo.pay(approved, Decimal("1.00")))
    lines = [
        {**{name: line.get(name) for name in SENT_BACK}, "Description": "Changed"}
        for line in approved["LineItems"]
    ]
    with pytest.raises(ValidationError, match=r"(?i)payment"):
        await demo.xero.update(INVOICES, approved["InvoiceID"], {"LineItems": lines})


@settles("A-121", "POST /Payments/{id} takes the bare Status DELETED.")
async def test_payment_is_taken_back(
    demo: DemoCompany, approved: Invoice, payments: list[Payment]
) -> None:
    payment = payments.pop() if payments else await demo.pay(approved, Decimal("1.00"))
    reversed_one = await run(demo, "reverse_payment", payment_id=payment["PaymentID"])
    demo.payment_ids.remove(payment["PaymentID"])
    assert reversed_one["Status"] == "DELETED"


@settles("A-119", "A PAID invoice to which nothing is applied can be voided.")
async def test_invoice_for_nothing_can_be_voided(demo: DemoCompany) -> None:
    made = await demo.invoice({"UnitAmount": 0}, Status="AUTHORISED")
    ended = await demo.end(made, "VOIDED")
    assert (made["Status"], ended["Status"]) == ("PAID", "VOIDED")


@settles("A-138", "A line with neither quantity nor price is a note, and needs no account.")
async def test_invoice_with_a_note_is_approved(demo: DemoCompany) -> None:
    note = "Thank you for your custom."
    made = await run(
        demo,
        "create_invoice",
        invoice_type="ACCREC",
        invoice_status="AUTHORISED",
        contact_id=(await demo.customer())["ContactID"],
        date=DAY,
        due_date=DAY,
        line_items=[demo.line(), {"Description": note}],
    )
    demo.noted_invoice(made)
    assert made["Status"] == "AUTHORISED"
    last = made["LineItems"][-1]
    assert (last["Description"], last.get("AccountCode")) == (note, None)


@settles("A-122", "An item can be updated without sending its code.")
async def test_item_is_updated_without_its_code(demo: DemoCompany) -> None:
    made = await demo.item("uncoded", Name="Before")
    changed = await run(demo, "update_item", item_id=made["ItemID"], name="After")
    assert (changed["Code"], changed["Name"]) == (made["Code"], "After")


@settles("A-123", "Addresses that are sent back whole after a read stay as they were.")
async def test_other_addresses_stay(demo: DemoCompany) -> None:
    street = {"AddressType": "STREET", "City": "Hobart", "Country": "Australia"}
    post = {"AddressType": "POBOX", "City": "Perth", "Country": "Australia"}
    made = await demo.contact("two addresses", Addresses=[street, post])
    changed = await run(demo, "update_contact", contact_id=made["ContactID"], city="Darwin")
    found = [(row["AddressType"], row["City"], row["Country"]) for row in changed["Addresses"]]
    assert sorted(found) == [("POBOX", "Darwin", "Australia"), ("STREET", "Hobart", "Australia")]


@settles("A-137", "A document shows the new code of an account, and counts as unchanged.")
async def test_renamed_account_shows_in_documents(
    demo: DemoCompany, accounts: list[Account]
) -> None:
    [account] = accounts
    line = {"AccountCode": account["Code"], "TaxType": "NONE"}
    draft = await demo.invoice(line)
    new = f"{demo.run}2".upper()
    await run(demo, "update_account", account_id=account["AccountID"], account_code=new)
    now = await demo.xero.get(INVOICES, draft["InvoiceID"])
    elsewhere = {"LineItems": [demo.line()]}
    await demo.xero.update(INVOICES, draft["InvoiceID"], elsewhere)
    assert now["LineItems"][0]["AccountCode"] == new
    assert now["UpdatedDateUTC"] == draft["UpdatedDateUTC"]


@settles("A-125", "An account's Status is taken alone, and ACTIVE restores an archived one.")
async def test_archived_account_is_restored(demo: DemoCompany, accounts: list[Account]) -> None:
    account_id = accounts[0]["AccountID"]
    archived = await run(demo, "archive_account", account_id=account_id)
    restored = await run(
        demo, "update_account", account_id=account_id, optional_values={"Status": "ACTIVE"}
    )
    assert (archived["Status"], restored["Status"]) == ("ARCHIVED", "ACTIVE")


@settles("A-126", "DELETE /Accounts/{id} answers with the account, its status DELETED.")
async def test_deletion_answers_with_the_account(
    demo: DemoCompany, accounts: list[Account]
) -> None:
    account_id = accounts[0]["AccountID"]
    gone = await run(demo, "delete_account", account_id=account_id)
    accounts.clear()
    assert (gone["AccountID"], gone["Status"]) == (account_id, "DELETED")
