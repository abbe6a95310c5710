from decimal import Decimal
from typing import Any

import pytest

from tests.actions.batches.answers import id_of, listing, outcomes, refusal, sent_in, unknown
from tests.actions.wire import ACCOUNT, INVOICE, Run, Wire

PAID = {"invoice_id": INVOICE, "account_id": ACCOUNT, "date": "2026-03-01", "amount": "10.50"}


def payment(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "PaymentID": id_of(number),
        "Invoice": {"InvoiceID": INVOICE, "InvoiceNumber": "INV-7"},
        "Account": {"AccountID": ACCOUNT, "Code": "090"},
        "Date": "/Date(1772323200000+0000)/",
        "Amount": 10.5,
        "Reference": "",
        **fields,
    }


async def resumed(run: Run, wire: Wire, record: dict[str, Any], *rows: dict[str, Any]) -> Any:
    wire.answer(listing("Payments", rows))
    wire.answer({"Payments": [payment(99)]})
    return await run("pay_invoices", records=[record], previous=[unknown(0)])


async def test_payments_go_out_as_the_single_action_sends_them(run: Run, wire: Wire):
    wire.answer({"Payments": [payment(1), payment(2)]})
    told = await run("pay_invoices", records=[PAID, {**PAID, "reference": "Cheque 4"}])

    assert wire.one.line == "PUT /Payments"
    assert wire.one.query == {"summarizeErrors": "false"}
    assert wire.one.body["Payments"][1] == {
        "Invoice": {"InvoiceID": INVOICE},
        "Account": {"AccountID": ACCOUNT},
        "Date": "2026-03-01",
        "Amount": Decimal("10.50"),
        "Reference": "Cheque 4",
    }
    assert outcomes(told) == ["created", "created"]


async def test_an_amount_of_nothing_is_named_by_its_place(run: Run, wire: Wire):
    records = [PAID, {**PAID, "amount": 0}]
    assert "records.1.amount: must be more than zero" in await refusal(
        run, wire, "pay_invoices", records=records
    )


@pytest.mark.parametrize(
    ("record", "row"),
    [
        (PAID, payment()),
        (PAID, payment(Status="DELETED")),
        ({**PAID, "account_id": "090"}, payment()),
        ({**PAID, "reference": "Cheque 4"}, payment(Reference="Cheque 4")),
        ({name: PAID[name] for name in ("invoice_id", "account_id", "amount")}, payment()),
    ],
    ids=["same", "taken back since", "account by code", "reference", "no date given"],
)
async def test_an_unknown_one_that_is_on_the_invoice_is_not_sent(run: Run, wire: Wire, record, row):
    told = await resumed(run, wire, record, row)

    assert wire.sent[0].line == "GET /Payments"
    assert sent_in(wire, "Payments") == []
    assert outcomes(told) == ["created"]


@pytest.mark.parametrize("row", [payment(Amount=10.51), payment(Invoice={"InvoiceID": id_of(8)})])
async def test_an_unknown_one_that_is_not_on_the_invoice_is_sent(run: Run, wire: Wire, row):
    told = await resumed(run, wire, PAID, row)

    assert len(sent_in(wire, "Payments")) == 1
    assert outcomes(told) == ["created"]


@pytest.mark.parametrize(
    ("record", "row"),
    [
        (PAID, payment(Account={"AccountID": id_of(8)})),
        (PAID, payment(Date="/Date(1769904000000+0000)/")),
        ({**PAID, "reference": "Cheque 4"}, payment(Reference="Cheque 5")),
    ],
)
async def test_where_one_of_the_same_amount_differs_it_stays_unknown(
    run: Run, wire: Wire, record, row
):
    told = await resumed(run, wire, record, row)

    assert sent_in(wire, "Payments") == []
    assert outcomes(told) == ["unknown"]


async def test_results_of_other_payments_are_refused(run: Run, wire: Wire):
    earlier = [{"index": 0, "outcome": "created", "record": payment(Amount=11)}]
    message = await refusal(run, wire, "pay_invoices", records=[PAID], previous=earlier)

    assert "Amount is 11 there and 10.50 here" in message
