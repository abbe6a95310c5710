from typing import Any

import pytest

from tests.actions.batches.answers import (
    created,
    id_of,
    listing,
    outcomes,
    refusal,
    sent_in,
    unknown,
)
from tests.actions.wire import CONTACT, Run, Wire
from xero_component.errors import InputError

PLAIN = {"invoice_type": "ACCREC", "contact_id": CONTACT}
LINE = {"Description": "Work", "Quantity": "2", "UnitAmount": "50.0000"}
NUMBERED = {**PLAIN, "invoice_number": "INV-7"}
REFERRED = {**PLAIN, "reference": "Order 7", "date": "2026-03-01", "line_items": [LINE]}
BILL = {
    "invoice_type": "ACCPAY",
    "contact_id": CONTACT,
    "invoice_number": "B-1",
    "date": "2026-03-01",
}


def invoice(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "InvoiceID": id_of(number),
        "Type": "ACCREC",
        "Contact": {"ContactID": CONTACT},
        "InvoiceNumber": "INV-7",
        "Reference": "Order 7",
        "DateString": "2026-03-01T00:00:00",
        "Date": "/Date(1772323200000+0000)/",
        "LineItems": [{"Description": "Work", "Quantity": 2.0, "UnitAmount": 50.0}],
        **fields,
    }


async def resumed(run: Run, wire: Wire, record: dict[str, Any], *rows: dict[str, Any]) -> Any:
    """Run again with one unknown record, where Xero has these."""
    wire.answer(listing("Invoices", rows))
    wire.answer({"Invoices": [invoice(99)]})
    return await run("create_invoices", records=[record], previous=[unknown(0)])


async def test_invoices_go_out_as_the_single_action_sends_them(run: Run, wire: Wire):
    wire.answer({"Invoices": [invoice(1), invoice(2)]})
    told = await run("create_invoices", records=[REFERRED, NUMBERED])

    assert wire.one.line == "PUT /Invoices"
    assert wire.one.query == {"summarizeErrors": "false", "unitdp": "4"}
    first, second = wire.one.body["Invoices"]
    assert first["Contact"] == {"ContactID": CONTACT}
    assert first["LineItems"][0]["Description"] == "Work"
    assert second == {"Type": "ACCREC", "Contact": {"ContactID": CONTACT}, "InvoiceNumber": "INV-7"}
    assert told["results"][0]["record"]["Date"] == "2026-03-01"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"line_items": [{"UnitAmount": "1.23456"}]}, "records.17.line_items.0.UnitAmount: has 5"),
        ({"invoice_type": "SALE"}, "records.17.invoice_type: "),
        ({"date": "tomorrow"}, "records.17.date: must be a date"),
        ({"date": "2026-03-01", "date_string": "2026-03-01"}, "records.17: give date or"),
        ({"colour": "red"}, "records.17.colour: is not an input"),
    ],
)
async def test_a_wrong_record_is_named_by_its_place(run: Run, wire: Wire, wrong, said):
    records = [PLAIN] * 17 + [{**PLAIN, **wrong}] + [PLAIN] * 3
    assert said in await refusal(run, wire, "create_invoices", records=records)


@pytest.mark.parametrize(
    ("record", "row"),
    [
        (NUMBERED, invoice()),
        (NUMBERED, invoice(Status="VOIDED", LineItems=[])),
        (REFERRED, invoice(InvoiceNumber="INV-0001")),
        (BILL, invoice(Type="ACCPAY", InvoiceNumber="B-1", LineItems=[])),
    ],
    ids=["number", "voided since", "reference", "bill"],
)
async def test_an_unknown_one_that_is_there_is_not_sent(run: Run, wire: Wire, record, row):
    told = await resumed(run, wire, record, row)

    assert sent_in(wire, "Invoices") == []
    assert outcomes(told) == ["created"]
    assert told["results"][0]["record"]["InvoiceID"] == id_of(1)


@pytest.mark.parametrize(
    ("record", "row"),
    [
        (NUMBERED, invoice(InvoiceNumber="INV-70")),
        (NUMBERED, invoice(Type="ACCPAY")),
        (REFERRED, invoice(Reference="Order 70")),
        (REFERRED, invoice(Contact={"ContactID": id_of(5)})),
        (BILL, invoice(Type="ACCPAY", InvoiceNumber="B-2")),
    ],
)
async def test_an_unknown_one_that_is_not_there_is_sent(run: Run, wire: Wire, record, row):
    told = await resumed(run, wire, record, row)

    assert len(sent_in(wire, "Invoices")) == 1
    assert outcomes(told) == ["created"]


@pytest.mark.parametrize(
    ("record", "row"),
    [
        (REFERRED, invoice(Date="/Date(1769904000000+0000)/")),
        (REFERRED, invoice(LineItems=[])),
        (REFERRED, invoice(LineItems=[{**LINE, "UnitAmount": 51, "Quantity": 2}])),
        (BILL, invoice(Type="ACCPAY", InvoiceNumber="B-1", Date="/Date(1769904000000+0000)/")),
    ],
    ids=["another day", "no lines", "another price", "bill of another day"],
)
async def test_where_one_like_it_is_there_it_stays_unknown(run: Run, wire: Wire, record, row):
    told = await resumed(run, wire, record, row)

    assert sent_in(wire, "Invoices") == []
    assert outcomes(told) == ["unknown"]
    assert "one like it that differs" in told["results"][0]["messages"][0]
    assert told["results"][0]["unknown_since"] == "2026-03-02T08:00:00Z"


async def test_what_nothing_identifies_stays_unknown_and_is_not_sent(run: Run, wire: Wire):
    told = await run("create_invoices", records=[PLAIN], previous=[unknown(0)])

    assert wire.sent == []
    assert outcomes(told) == ["unknown"]
    assert "resend_unknown" in told["results"][0]["messages"][0]
    assert told["results"][0]["unknown_since"] == "2026-03-02T08:00:00Z"


async def test_what_nothing_identifies_is_sent_when_the_user_says_so(run: Run, wire: Wire):
    wire.answer({"Invoices": [invoice(1)]})
    told = await run("create_invoices", records=[PLAIN], previous=[unknown(0)], resend_unknown=True)

    assert wire.one.line == "PUT /Invoices"
    assert outcomes(told) == ["created"]


async def test_what_was_to_be_resent_and_was_not_stays_unknown(run: Run, wire: Wire):
    wire.answer({"Invoices": [invoice(n) for n in range(50)]})
    wire.answer(status=429, headers={"X-Rate-Limit-Problem": "day", "Retry-After": "60"})
    told = await run(
        "create_invoices",
        records=[PLAIN] * 51,
        previous=[unknown(n) for n in range(51)],
        resend_unknown=True,
    )

    assert outcomes(told) == ["created"] * 50 + ["unknown"]
    assert told["results"][50]["unknown_since"] == "2026-03-02T08:00:00Z"


async def test_of_equal_unknown_ones_as_many_are_sent_as_are_missing(run: Run, wire: Wire):
    wire.answer(listing("Invoices", [invoice(1, InvoiceNumber="INV-1")]))
    wire.answer({"Invoices": [invoice(2)]})
    told = await run("create_invoices", records=[REFERRED] * 2, previous=[unknown(0), unknown(1)])

    assert [len(rows) for rows in sent_in(wire, "Invoices")] == [1]
    assert [row["record"]["InvoiceID"] for row in told["results"]] == [id_of(1), id_of(2)]


async def test_a_name_is_not_looked_up_for_what_is_created_already(run: Run, wire: Wire):
    record = {**NUMBERED, "contact_id": "A name that was changed since"}
    told = await run("create_invoices", records=[record], previous=[created(0, invoice())])

    assert wire.sent == []
    assert outcomes(told) == ["created"]


async def test_a_lookup_that_finds_nothing_names_the_record_and_nothing_is_created(
    run: Run, wire: Wire
):
    for _ in range(5):
        wire.answer(listing("Contacts", []))
    with pytest.raises(InputError, match=r"records\.1\.contact_id: "):
        await run("create_invoices", records=[PLAIN, {**PLAIN, "contact_id": "Nobody"}])

    assert {one.method for one in wire.sent} == {"GET"}
