"""Invoices: sums, numbers, dates and statuses."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.live.demo_company import DAY, DUE, DemoCompany
from tests.live.settling import settles
from xero_component.catalogue.objects import INVOICES, TAX_RATES
from xero_component.errors import ValidationError

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@settles("A-061", "The amount of a line is rounded half up, away from zero.")
async def test_line_amounts_are_rounded_half_up(demo: DemoCompany) -> None:
    prices = [Decimal("0.1250"), Decimal("2.6750"), Decimal("-0.1250")]
    made = await demo.invoice(*({"UnitAmount": price} for price in prices))
    amounts = [line["LineAmount"] for line in made["LineItems"]]
    assert amounts == [Decimal("0.13"), Decimal("2.68"), Decimal("-0.13")]


@settles("A-062", "Tax is worked out and rounded for every line, and then added up.")
async def test_tax_is_rounded_line_by_line(demo: DemoCompany) -> None:
    rates: Any = (await demo.xero.list_page(TAX_RATES))["records"]
    rate = next(
        row
        for row in rates
        if row["Status"] == "ACTIVE" and row["EffectiveRate"] > 0 and row["CanApplyToRevenue"]
    )
    part = rate["EffectiveRate"] / 100
    price = next(
        CENT * number
        for number in range(1, 200)
        if cents(CENT * number * part) * 3 != cents(CENT * number * 3 * part)
    )
    line = {"UnitAmount": price, "TaxType": rate["TaxType"]}
    made = await demo.invoice(line, line, line, LineAmountTypes="Exclusive")
    assert made["TotalTax"] == cents(price * part) * 3


@settles("A-063", "A LineAmount that is not quantity times price is refused.")
async def test_wrong_line_amount_is_refused(demo: DemoCompany) -> None:
    with pytest.raises(ValidationError):
        await demo.invoice({"Quantity": 2, "LineAmount": Decimal("15.00")})


@settles("A-064", "Where a line names an AccountCode and an AccountID, the code counts.")
async def test_account_code_counts_before_the_id(demo: DemoCompany) -> None:
    other: Any = next(
        row
        for row in demo.accounts
        if row.get("Class") == "EXPENSE"
        and row.get("Status") == "ACTIVE"
        and row.get("Code")
        and not row.get("SystemAccount")
    )
    made = await demo.invoice({"AccountID": other["AccountID"], "TaxType": "NONE"})
    assert made["LineItems"][0]["AccountCode"] == demo.sales["Code"]


@settles("A-065", "Where Date and DateString are both sent, Date counts.")
async def test_date_counts_before_date_string(demo: DemoCompany) -> None:
    made = await demo.invoice(DateString="2026-01-10")
    assert made["Date"] == DAY


@settles("A-066", "An invoice approved for nothing counts as paid at once.")
async def test_invoice_for_nothing_is_paid(demo: DemoCompany) -> None:
    made = await demo.invoice({"UnitAmount": 0}, Status="AUTHORISED")
    assert made["Status"] == "PAID"


@settles("A-067", "An invoice cannot be approved without a DueDate.")
async def test_approval_needs_a_due_date(demo: DemoCompany) -> None:
    with pytest.raises(ValidationError, match=r"(?i)due ?date"):
        await demo.invoice(Status="AUTHORISED", DueDate=None)


@settles("A-068", "A draft may have no lines.")
async def test_draft_may_have_no_lines(demo: DemoCompany) -> None:
    made = await demo.invoice(LineItems=[])
    assert (made["Status"], made["LineItems"]) == ("DRAFT", [])


@settles("A-069", "The number of a deleted invoice is free again.")
async def test_number_of_a_deleted_invoice_is_free(demo: DemoCompany) -> None:
    number = demo.named("number")
    await demo.end(await demo.invoice(InvoiceNumber=number), "DELETED")
    again = await demo.invoice(InvoiceNumber=number)
    assert again["InvoiceNumber"] == number


@settles("A-070", "The number of another sales invoice is refused when one is created.")
async def test_number_is_taken_once(demo: DemoCompany) -> None:
    number = demo.named("taken")
    await demo.invoice(InvoiceNumber=number)
    with pytest.raises(ValidationError):
        await demo.invoice(InvoiceNumber=number)


@settles("A-071", "A voided invoice keeps its lines and its total, and nothing is due on it.")
async def test_voided_invoice_keeps_its_lines(demo: DemoCompany) -> None:
    made = await demo.invoice(Status="AUTHORISED")
    ended = await demo.end(made, "VOIDED")
    assert (ended["Status"], ended["AmountDue"]) == ("VOIDED", Decimal(0))
    assert (ended["Total"], len(ended["LineItems"])) == (made["Total"], 1)


@settles("A-072", "An update without LineItems leaves the lines as they are.")
async def test_update_without_lines_keeps_them(demo: DemoCompany) -> None:
    made = await demo.invoice()
    changed = await demo.xero.update(INVOICES, made["InvoiceID"], {"DueDate": "2026-03-31"})
    assert changed["DueDate"] != DUE
    assert changed["LineItems"][0]["LineItemID"] == made["LineItems"][0]["LineItemID"]
