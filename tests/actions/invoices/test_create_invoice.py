from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.wire import CONTACT, INVOICE, Run, Wire, assert_written
from xero_component.actions.invoices._lines import LineItemInput
from xero_component.errors import InputError, ValidationError

SAVED = {"Invoices": [{"InvoiceID": INVOICE, "Total": 0.10, "Date": "/Date(1772409600000+0000)/"}]}
REQUIRED = {"invoice_type": "ACCREC", "contact_id": CONTACT}
ALWAYS = {"Type": "ACCREC", "Contact": {"ContactID": CONTACT}}
THEME = "dabc7637-62c1-4941-8a6e-ee44fa5090e7"
TEXT_LINE = {"Description": "Text alone"}
LINE = {"Description": "Work", "Quantity": "1", "UnitAmount": "0.10", "AccountCode": "200"}


async def element_sent(run: Run, wire: Wire, **raw: Any) -> dict[str, Any]:
    wire.answer(SAVED)
    await run("create_invoice", **{**REQUIRED, **raw})
    return wire.one.element


async def refusal(run: Run, wire: Wire, **raw: Any) -> str:
    with pytest.raises(InputError) as found:
        await run("create_invoice", **{**REQUIRED, **raw})
    assert wire.sent == []
    return found.value.message


async def test_one_invoice_is_put_and_comes_back(run: Run, wire: Wire):
    wire.answer(SAVED)

    invoice = await run("create_invoice", **REQUIRED, line_items=[LINE])

    assert invoice["Total"] == Decimal("0.1")
    assert invoice["Date"] == "2026-03-02"
    sent = wire.one
    assert_written(sent)
    assert sent.line == "PUT /Invoices"
    assert sent.query == {"unitdp": "4", "summarizeErrors": "false"}
    assert list(sent.body) == ["Invoices"]


async def test_what_is_not_given_is_not_sent(run: Run, wire: Wire):
    assert await element_sent(run, wire) == ALWAYS


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({"invoice_type": "ACCPAY"}, {"Type": "ACCPAY"}),
        ({"invoice_status": "AUTHORISED"}, {"Status": "AUTHORISED"}),
        ({"line_amount_type": "NoTax"}, {"LineAmountTypes": "NoTax"}),
        ({"date": "2026-03-02"}, {"Date": "2026-03-02"}),
        ({"due_date": "2026-03-16"}, {"DueDate": "2026-03-16"}),
        ({"date_string": "2026-03-02"}, {"Date": "2026-03-02"}),
        ({"due_date_string": "2026-03-16"}, {"DueDate": "2026-03-16"}),
        ({"invoice_number": "INV-1"}, {"InvoiceNumber": "INV-1"}),
        ({"reference": "PO 1"}, {"Reference": "PO 1"}),
        ({"reference": ""}, {"Reference": ""}),
        ({"url": "https://shop.example/1?a=b"}, {"Url": "https://shop.example/1?a=b"}),
        ({"currency_code": "EUR"}, {"CurrencyCode": "EUR"}),
        ({"sent_to_contact": False}, {"SentToContact": False}),
        (
            {"sent_to_contact": True, "invoice_status": "AUTHORISED"},
            {"SentToContact": True, "Status": "AUTHORISED"},
        ),
        ({"line_items": []}, {"LineItems": []}),
        ({"additional_fields": {"BrandingThemeID": THEME}}, {"BrandingThemeID": THEME}),
        ({"additional_fields": {"LineItems": [TEXT_LINE]}}, {"LineItems": [TEXT_LINE]}),
    ],
)
async def test_each_input_is_sent_under_xero_s_name(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    assert await element_sent(run, wire, **raw) == {**ALWAYS, **sent}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("date", "Date"),
        ("due_date", "DueDate"),
        ("date_string", "Date"),
        ("due_date_string", "DueDate"),
        ("invoice_number", "InvoiceNumber"),
        ("reference", "Reference"),
        ("url", "Url"),
        ("currency_code", "CurrencyCode"),
    ],
)
async def test_null_clears(run: Run, wire: Wire, key: str, name: str):
    assert await element_sent(run, wire, **{key: None}) == {**ALWAYS, name: None}


async def test_every_part_of_a_line_is_sent(run: Run, wire: Wire):
    line = {
        "Description": "Work",
        "Quantity": "2.5",
        "UnitAmount": "0.0001",
        "ItemCode": "I-1",
        "AccountCode": "200",
        "TaxType": "OUTPUT",
        "TaxAmount": "0",
        "LineAmount": "0",
        "DiscountRate": "12.5",
    }

    element = await element_sent(run, wire, line_items=[line])

    [sent] = element["LineItems"]
    numbers = {"Quantity", "UnitAmount", "TaxAmount", "LineAmount", "DiscountRate"}
    assert {key: str(value) if key in numbers else value for key, value in sent.items()} == line
    assert b'"UnitAmount":0.0001' in wire.one.content
    assert b'"TaxAmount":0,' in wire.one.content


async def test_a_line_may_use_our_names_too(run: Run, wire: Wire):
    line = {"description": "Work", "unit_amount": 3, "account_code": "200"}

    element = await element_sent(run, wire, line_items=[line])

    assert element["LineItems"] == [{"Description": "Work", "UnitAmount": 3, "AccountCode": "200"}]


async def test_null_in_a_line_clears_and_absent_is_not_sent(run: Run, wire: Wire):
    element = await element_sent(run, wire, line_items=[{"Description": "", "TaxType": None}])

    assert element["LineItems"] == [{"Description": "", "TaxType": None}]


async def test_ten_thousand_lines_are_sent_in_one_request(run: Run, wire: Wire):
    lines = [{**LINE, "Description": f"Line {number} 🍰"} for number in range(10_000)]

    element = await element_sent(run, wire, line_items=lines)

    assert len(element["LineItems"]) == 10_000
    assert element["LineItems"][9_999]["Description"] == "Line 9999 🍰"


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        ("1e3", "must be a plain number such as 12.50"),
        ("NaN", "must be a plain number"),
        ("Infinity", "must be a plain number"),
        (float("nan"), "must be a plain number"),
        (Decimal("Infinity"), "must be a plain number"),
        ("0.1+0.2", "must be a plain number"),
        ("1,000.00", "must be a plain number"),
        ("", "must be a plain number"),
        ("9" * 16, "must be a plain number"),
        (True, "must be a number such as 12.50"),
        ([], "must be a number"),
        ("1.23456", "has 5 decimals; Xero keeps at most 4"),
        (0.1 + 0.2, "has 17 decimals; Xero keeps at most 4"),
    ],
)
async def test_a_price_that_is_not_exact_is_refused(
    run: Run, wire: Wire, amount: Any, problem: str
):
    message = await refusal(run, wire, line_items=[LINE, {**LINE, "UnitAmount": amount}])

    assert f"line_items.1.UnitAmount: {problem}" in message


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("31/12/2026", "date: must be a date as 2026-12-31"),
        ("12/31/2026", "date: must be a date as 2026-12-31"),
        ("2026-02-30", "date: 2026-02-30 is not a day of the calendar"),
        ("2026-3-2", "date: must be a date"),
        ("2026-03-02T09:00:00Z", "date: must be a date"),
        ("tomorrow", "date: must be a date"),
        ("", "date: must be a date"),
        (20260302, "date: must be a date"),
    ],
)
async def test_a_date_that_can_be_misread_is_refused(run: Run, wire: Wire, day: Any, problem: str):
    assert problem in await refusal(run, wire, date=day)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"date": "2026-03-02", "date_string": "2026-03-02"}, "give date or date_string, not both"),
        (
            {"due_date": "2026-03-02", "due_date_string": "2026-03-03"},
            "give due_date or due_date_string, not both",
        ),
        ({"invoice_type": "ACCPAY", "reference": "x"}, "reference is for sales invoices"),
        ({"sent_to_contact": True}, "sent_to_contact needs invoice_status AUTHORISED"),
        ({"line_items": [{"DiscountRate": 1, "DiscountAmount": 1}]}, "not both"),
        ({"line_items": [{"Tracking": [{"Name": "R", "Option": "N"}] * 3}]}, "line_items.0.Track"),
        ({"line_items": [{"Tracking": [{"Name": "R"}]}]}, "Tracking.0.Option: is required"),
        ({"line_items": [{"UnitAmout": 1}]}, "did you mean UnitAmount"),
        ({"line_items": "[]"}, "line_items: must be a valid list"),
        ({"line_items": [None]}, "line_items.0: "),
        ({"contact_id": " "}, "contact_id: must not be empty"),
        ({"contact_id": "x" * 256}, "contact_id: must have at most 255 characters"),
        ({"line_items": [{"Tracking": [{"Name": "", "Option": "N"}]}]}, "Name: must not be empty"),
        ({"contact_id": None}, "contact_id: must be text"),
        ({"invoice_type": "accrec"}, "invoice_type: must be 'ACCREC' or 'ACCPAY'"),
        ({"invoice_status": "PAID"}, "invoice_status: must be 'DRAFT', 'SUBMITTED' or"),
        ({"invoice_status": None}, "invoice_status: "),
        ({"currency_code": "Euro"}, "currency_code: "),
        ({"url": "javascript:alert(1)"}, "url: "),
        ({"invoice_number": "x" * 256}, "invoice_number: must have at most 255 characters"),
        ({"invoice_number": 5}, "invoice_number: must be text"),
        ({"sent_to_contact": "perhaps"}, "sent_to_contact: must be a valid boolean"),
        ({"additional_fields": []}, "additional_fields: "),
        ({"additional_fields": {"Type": "ACCPAY"}}, "Additional Fields repeats Type"),
        ({"additional_fields": {"Contact": {}}}, "Additional Fields repeats Contact"),
        (
            {"line_items": [], "additional_fields": {"LineItems": []}},
            "Additional Fields repeats LineItems",
        ),
        (
            {"date_string": "2026-03-02", "additional_fields": {"Date": "2026-03-02"}},
            "Additional Fields repeats Date",
        ),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    assert problem in await refusal(run, wire, **raw)


async def test_a_tracking_option_that_xero_does_not_know_is_told(run: Run, wire: Wire):
    message = "The TrackingCategory Region could not be found."
    wire.answer(
        {
            "Invoices": [
                {"StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": message}]}
            ]
        }
    )

    with pytest.raises(ValidationError, match=message):
        await run("create_invoice", **REQUIRED)


@given(
    st.decimals(
        min_value=-999_999_999, max_value=999_999_999, allow_nan=False, allow_infinity=False,
        places=4,
    )
)  # fmt: skip
def test_any_price_of_four_decimals_is_kept_exactly(price: Decimal):
    for given_as in (price, str(price)):
        line = LineItemInput.model_validate({"UnitAmount": given_as})
        assert line.unit_amount == price
