from decimal import Decimal
from typing import Any

import pytest

from tests.actions.wire import ACCOUNT, INVOICE, Run, Wire, assert_written
from xero_component.errors import InputError, OutcomeUnknownError

SAVED = {
    "Payments": [
        {"PaymentID": "p", "Amount": 10.5, "Date": "/Date(1772409600000+0000)/", "Status": "NEW"}
    ]
}
REQUIRED = {"invoice_id": INVOICE, "account_id": ACCOUNT, "amount": "10.50"}
ALWAYS = {"Invoice": {"InvoiceID": INVOICE}, "Account": {"AccountID": ACCOUNT}}


async def test_one_payment_is_put_and_comes_back(run: Run, wire: Wire):
    wire.answer(SAVED)

    payment = await run("pay_invoice", **REQUIRED, date="2026-03-02")

    assert payment["Amount"] == Decimal("10.5")
    assert (payment["Date"], payment["Status"]) == ("2026-03-02", "NEW")
    assert_written(wire.one)
    assert wire.one.line == "PUT /Payments"
    assert wire.one.query == {"summarizeErrors": "false"}
    assert wire.one.element == {**ALWAYS, "Amount": Decimal("10.50"), "Date": "2026-03-02"}
    assert b'"Amount":10.50' in wire.one.content


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({}, {}),
        ({"date": None}, {"Date": None}),
        ({"reference": "R"}, {"Reference": "R"}),
        ({"reference": ""}, {"Reference": ""}),
        ({"reference": None}, {"Reference": None}),
    ],
)
async def test_only_what_is_given_is_sent(
    run: Run, wire: Wire, raw: dict[str, Any], sent: dict[str, Any]
):
    wire.answer(SAVED)

    await run("pay_invoice", **REQUIRED, **raw)

    assert wire.one.element == {**ALWAYS, "Amount": Decimal("10.50"), **sent}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"amount": 0}, "amount: must be more than zero"),
        ({"amount": "-1"}, "amount: must be more than zero"),
        ({"amount": "10.505"}, "amount: has 3 decimals; Xero keeps at most 2: round it first"),
        ({"amount": 0.1 + 0.2}, "amount: has 17 decimals"),
        ({"amount": "1e3"}, "amount: must be a plain number"),
        ({"amount": "NaN"}, "amount: must be a plain number"),
        ({"amount": True}, "amount: must be a number"),
        ({"amount": None}, "amount: must be a number"),
        ({"invoice_id": " "}, "invoice_id: must not be empty"),
        ({"invoice_id": None}, "invoice_id: must be text"),
        ({"account_id": ""}, "account_id: must not be empty"),
        ({"account_id": "x" * 151}, "account_id: must have at most 150 characters"),
        ({"date": "31/12/2026"}, "date: must be a date as 2026-12-31"),
        ({"reference": 5}, "reference: must be text"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("pay_invoice", **{**REQUIRED, **raw})

    assert wire.sent == []


async def test_nothing_is_optional_of_what_a_payment_needs(run: Run, wire: Wire):
    with pytest.raises(InputError) as found:
        await run("pay_invoice")

    assert [p.field for p in found.value.problems] == ["invoice_id", "account_id", "amount"]


async def test_a_payment_is_repeated_with_the_same_key_and_bytes(run: Run, wire: Wire):
    wire.answer(status=429, headers={"X-Rate-Limit-Problem": "minute", "Retry-After": "3"})
    wire.answer(status=503, content=b"offline for maintenance")
    wire.answer(SAVED)

    await run("pay_invoice", **REQUIRED)

    assert len(wire.sent) == 3
    assert len({sent.headers["idempotency-key"] for sent in wire.sent}) == 1
    assert len({sent.content for sent in wire.sent}) == 1


async def test_a_payment_of_which_nothing_is_known_says_so(run: Run, wire: Wire):
    wire.answer(status=500, content=b"<html><title>Oops</title></html>")

    with pytest.raises(OutcomeUnknownError) as found:
        await run("pay_invoice", **REQUIRED)

    assert found.value.idempotency_key == wire.one.headers["idempotency-key"]


async def test_an_account_code_is_sent_as_it_is(run: Run, wire: Wire):
    wire.answer(SAVED)

    await run("pay_invoice", **{**REQUIRED, "account_id": "090"})

    assert wire.one.element["Account"] == {"Code": "090"}


async def test_an_invoice_number_and_an_account_s_name_are_looked_up(run: Run, wire: Wire):
    wire.answer({"Invoices": [{"InvoiceID": INVOICE, "InvoiceNumber": "INV-7"}]})
    wire.answer({"Accounts": [{"AccountID": ACCOUNT, "Name": "Our Bank", "Type": "BANK"}]})
    wire.answer(SAVED)

    await run("pay_invoice", invoice_id="INV-7", account_id="our bank", amount="10.50")

    assert [sent.line for sent in wire.sent] == ["GET /Invoices", "GET /Accounts", "PUT /Payments"]
    assert wire.sent[2].element == {**ALWAYS, "Amount": Decimal("10.50")}


async def test_a_bill_number_that_is_not_unique_pays_nothing(run: Run, wire: Wire):
    rows = [{"InvoiceID": key, "InvoiceNumber": "7", "Contact": {"Name": key}} for key in "ab"]
    wire.answer({"Invoices": rows})

    with pytest.raises(
        InputError, match=r"more than one invoice is called '7'.*: a \(a\), b \(b\)"
    ):
        await run("pay_invoice", **{**REQUIRED, "invoice_id": "7"})

    assert wire.one.line == "GET /Invoices"
