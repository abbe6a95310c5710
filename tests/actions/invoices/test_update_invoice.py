from decimal import Decimal
from typing import Any

import pytest

from tests.actions.wire import CONTACT, INVOICE, Run, Wire, assert_authorised, assert_written
from xero_component.core import StepContext
from xero_component.errors import InputError, OutcomeUnknownError

FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"
PAYMENT = "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"
LINE = {
    "LineItemID": FIRST,
    "Description": "Work",
    "Quantity": Decimal("1.0000"),
    "UnitAmount": Decimal("0.1234"),
    "AccountCode": "200",
    "TaxType": "OUTPUT",
    "TaxAmount": Decimal("0.01"),
    "LineAmount": Decimal("0.12"),
    "Tracking": [],
}
STORED: dict[str, Any] = {
    "InvoiceID": INVOICE,
    "Type": "ACCREC",
    "InvoiceNumber": "INV-7",
    "Status": "DRAFT",
    "Contact": {"ContactID": CONTACT, "Name": "Acme"},
    "Reference": "Old",
    "Date": "/Date(1772409600000+0000)/",
    "DateString": "2026-03-02T00:00:00",
    "SubTotal": 0.12,
    "TotalTax": 0.01,
    "Total": 0.13,
    "AmountDue": 0.13,
    "SentToContact": False,
    "LineAmountTypes": "Exclusive",
    "CurrencyCode": "AUD",
    "LineItems": [{**LINE, "Quantity": 1.0, "UnitAmount": 0.1234, "TaxAmount": 0.01,
                   "LineAmount": 0.12}],
}  # fmt: skip
REUSED = {"Title": "Bad Request", "Detail": "The Idempotency-Key was used with a different request"}


def stored(**fields: Any) -> dict[str, Any]:
    return {"Invoices": [{**STORED, **fields}]}


async def sent_for(run: Run, wire: Wire, raw: dict[str, Any], **fields: Any) -> dict[str, Any]:
    wire.answer(stored(**fields))
    wire.answer(stored())
    await run("update_invoice", invoice_id=INVOICE, **raw)
    return wire.sent[1].element


async def refusal(run: Run, wire: Wire, raw: dict[str, Any], **fields: Any) -> str:
    wire.answer(stored(**fields))
    with pytest.raises(InputError) as found:
        await run("update_invoice", invoice_id=INVOICE, **raw)
    assert [sent.method for sent in wire.sent] == ["GET"]
    return found.value.message


async def test_the_invoice_is_read_and_then_posted_both_with_four_decimals(run: Run, wire: Wire):
    wire.answer(stored())
    wire.answer(stored(Reference="New"))

    invoice = await run("update_invoice", invoice_id=INVOICE, reference="New")

    assert invoice["Reference"] == "New"
    assert invoice["LineItems"][0]["UnitAmount"] == Decimal("0.1234")
    reading, writing = wire.sent
    assert_authorised(reading)
    assert_written(writing)
    assert [one.line for one in wire.sent] == [
        f"GET /Invoices/{INVOICE}",
        f"POST /Invoices/{INVOICE}",
    ]
    assert reading.query == writing.query == {"unitdp": "4"}
    assert writing.element == {"InvoiceID": INVOICE, "Reference": "New"}


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({"invoice_status": "AUTHORISED"}, {"Status": "AUTHORISED"}),
        ({"contact_id": PAYMENT}, {"Contact": {"ContactID": PAYMENT}}),
        ({"line_amount_type": "Inclusive"}, {"LineAmountTypes": "Inclusive"}),
        ({"date": "2026-03-03"}, {"Date": "2026-03-03"}),
        ({"due_date": "2026-04-03"}, {"DueDate": "2026-04-03"}),
        ({"expected_payment_date": "2026-04-03"}, {"ExpectedPaymentDate": "2026-04-03"}),
        ({"planned_payment_date": "2026-04-03"}, {"PlannedPaymentDate": "2026-04-03"}),
        ({"invoice_number": "INV-8"}, {"InvoiceNumber": "INV-8"}),
        ({"reference": ""}, {"Reference": ""}),
        ({"reference": None}, {"Reference": None}),
        ({"url": "https://a.example"}, {"Url": "https://a.example"}),
        ({"branding_theme_id": PAYMENT}, {"BrandingThemeID": PAYMENT}),
        ({"currency_code": "USD"}, {"CurrencyCode": "USD"}),
        ({"sent_to_contact": True}, {"SentToContact": True}),
        (
            {"additional_fields": {"CurrencyRate": 1.234567}},
            {"CurrencyRate": Decimal("1.234567")},
        ),
    ],
)
async def test_only_what_changes_is_sent_and_no_totals_or_lines_go_back(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    assert await sent_for(run, wire, raw) == {"InvoiceID": INVOICE, **sent}


async def test_false_is_a_change_where_it_was_true(run: Run, wire: Wire):
    element = await sent_for(run, wire, {"sent_to_contact": False}, SentToContact=True)

    assert element == {"InvoiceID": INVOICE, "SentToContact": False}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"reference": "Old", "date": "2026-03-02", "contact_id": CONTACT},
        {"due_date": None, "url": None},
        {"line_items": [], "remove_line_item_ids": []},
        {"line_items": [{"LineItemID": FIRST, "Quantity": 1, "UnitAmount": "0.12340"}]},
        {"line_items": [{"LineItemID": FIRST, "DiscountRate": None, "Tracking": []}]},
        {"additional_fields": {"CurrencyCode": "AUD"}},
    ],
)
async def test_nothing_is_sent_when_nothing_changes(run: Run, wire: Wire, raw: dict[str, Any]):
    wire.answer(stored())

    invoice = await run("update_invoice", invoice_id=INVOICE, **raw)

    assert (invoice["InvoiceID"], invoice["Date"]) == (INVOICE, "2026-03-02")
    assert wire.one.method == "GET"


async def test_an_approved_invoice_that_counts_as_paid_needs_no_approval(run: Run, wire: Wire):
    wire.answer(stored(Status="PAID", AmountPaid=0.13))

    await run("update_invoice", invoice_id=INVOICE, invoice_status="AUTHORISED")

    assert wire.one.method == "GET"


PAID = {"Status": "AUTHORISED", "AmountPaid": 0.03, "Payments": [{"PaymentID": PAYMENT}]}


@pytest.mark.parametrize(
    ("raw", "fixed"),
    [
        ({"date": "2026-01-01", "reference": "New"}, "Date cannot be changed"),
        ({"contact_id": PAYMENT}, "Contact cannot"),
        ({"line_items": [{"Description": "More"}]}, "LineItems cannot"),
        ({"line_items": [{"LineItemID": FIRST, "Quantity": 2}]}, "LineItems cannot"),
        ({"currency_code": "USD", "line_amount_type": "NoTax"}, "CurrencyCode, LineAmountTypes"),
    ],
)
async def test_figures_of_a_part_paid_invoice_are_refused_with_what_can_be_changed(
    run: Run, wire: Wire, raw: dict[str, Any], fixed: str
):
    message = await refusal(run, wire, raw, **PAID)

    assert f"Invoice INV-7 has 0.03 paid ({PAYMENT})" in message
    assert fixed in message
    assert "only Branding Theme ID, Due Date, Expected Payment Date, Invoice Number" in message
    assert "Reverse its payments first" in message


async def test_what_a_part_paid_invoice_still_allows_is_sent(run: Run, wire: Wire):
    raw = {"reference": "New", "due_date": "2026-05-01", "date": "2026-03-02"}

    element = await sent_for(run, wire, raw, **PAID)

    assert element == {"InvoiceID": INVOICE, "Reference": "New", "DueDate": "2026-05-01"}


@pytest.mark.parametrize("status", ["VOIDED", "DELETED"])
async def test_what_has_ended_cannot_be_changed(run: Run, wire: Wire, status: str):
    message = await refusal(run, wire, {"reference": "New"}, Status=status)

    assert f"Invoice INV-7 is {status}, and so cannot be changed" in message


async def test_a_reference_on_a_bill_is_refused_and_not_dropped_in_silence(run: Run, wire: Wire):
    message = await refusal(run, wire, {"reference": "New"}, Type="ACCPAY")

    assert "Bill INV-7 is a bill, which has no reference: give invoice_number" in message


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"invoice_status": "VOIDED"}, "invoice_status: must be 'DRAFT', 'SUBMITTED' or"),
        ({"invoice_status": None}, "invoice_status: cannot be cleared"),
        ({"contact_id": None}, "contact_id: cannot be cleared"),
        ({"date": None}, "date: cannot be cleared"),
        ({"date": "2026-02-30"}, "date: 2026-02-30 is not a day"),
        ({"currency_code": "Euro"}, "currency_code: "),
        ({"sent_to_contact": "perhaps"}, "sent_to_contact: must be a valid boolean"),
        ({"line_items": None}, "line_items: "),
        ({"line_items": [{}]}, "without anything to change or add"),
        ({"line_items": [{"LineItemID": FIRST}]}, "without anything to change or add"),
        ({"line_items": [{"LineItemID": "1", "Quantity": 1}]}, "LineItemID: must be an id"),
        ({"line_items": [{"LineItemID": FIRST, "Quantity": 1}] * 2}, "a LineItemID twice"),
        (
            {
                "line_items": [{"LineItemID": FIRST.upper(), "Quantity": 1}],
                "remove_line_item_ids": [FIRST],
            },
            "changes a line that remove_line_item_ids removes",
        ),
        ({"remove_line_item_ids": ["first"]}, "remove_line_item_ids.0: must be an id"),
        ({"additional_fields": {"Total": 5}}, "additional_fields.Total: is worked out by Xero"),
        ({"additional_fields": {"AmountPaid": 5}}, "AmountPaid: is worked out by Xero"),
        ({"additional_fields": {"LineItems": []}}, "has an input of its own: line_items"),
        ({"additional_fields": {"Status": "VOIDED"}}, "has an input of its own: invoice_status"),
        (
            {"reference": "x", "additional_fields": {"Reference": "y"}},
            "Additional Fields repeats Reference",
        ),
    ],
)
async def test_input_that_cannot_be_right_is_refused_before_anything_is_read(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("update_invoice", invoice_id=INVOICE, **raw)

    assert wire.sent == []


ADD = {"line_items": [{"Description": "Travel", "UnitAmount": "80"}]}
STEP = StepContext(run_id="run", step_id="step")
ADDED = {"LineItemID": SECOND, "Description": "Travel", "Quantity": 1, "UnitAmount": 80.0}


async def test_a_step_that_runs_again_keeps_its_key_though_it_reads_other_lines(
    run: Run, wire: Wire
):
    wire.answer(stored())
    wire.answer(stored())
    await run("update_invoice", STEP, invoice_id=INVOICE, **ADD)
    wire.answer(stored(LineItems=[*STORED["LineItems"], ADDED]))
    wire.answer(REUSED, status=400)
    invoice = await run("update_invoice", STEP, invoice_id=INVOICE, **ADD)

    first, again = (sent for sent in wire.sent if sent.method == "POST")
    assert first.content != again.content
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"]
    assert [line["LineItemID"] for line in invoice["LineItems"]] == [FIRST, SECOND]


async def test_a_key_that_xero_knows_without_the_change_in_the_books_is_an_unknown_outcome(
    run: Run, wire: Wire
):
    wire.answer(stored())
    wire.answer(REUSED, status=400)

    with pytest.raises(OutcomeUnknownError, match="was run before"):
        await run("update_invoice", STEP, invoice_id=INVOICE, **ADD)


async def test_a_line_that_is_gone_already_is_an_error_unless_the_step_is_repeated(
    run: Run, wire: Wire
):
    raw = {"remove_line_item_ids": [SECOND]}
    assert f"has no line {SECOND}" in await refusal(run, wire, raw)

    wire.answer(stored())
    repeat = StepContext(run_id="run", step_id="step", attempt=2)
    invoice = await run("update_invoice", repeat, invoice_id=INVOICE, **raw)

    assert invoice["InvoiceID"] == INVOICE
    assert [sent.method for sent in wire.sent] == ["GET", "GET"]
