from decimal import Decimal

import pytest

from tests.actions.wire import Run, Wire, assert_authorised
from xero_component.errors import InputError

PAYMENT = "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"


async def test_one_payment_is_read_with_exact_amounts(run: Run, wire: Wire):
    wire.answer(
        content=b'{"Payments":[{"PaymentID":"p","Amount":0.10,"CurrencyRate":1.234567,'
        b'"Date":"/Date(1772409600000+0000)/","Invoice":{"InvoiceID":"i","AmountDue":0.30}}]}'
    )

    payment = await run("get_payment", payment_id=PAYMENT)

    assert (str(payment["Amount"]), payment["Date"]) == ("0.10", "2026-03-02")
    assert payment["CurrencyRate"] == Decimal("1.234567")
    assert payment["Invoice"]["AmountDue"] == Decimal("0.30")
    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Payments/{PAYMENT}"
    assert wire.one.query == {}


@pytest.mark.parametrize("payment_id", ["P-1", "", None, 7, "../Invoices"])
async def test_a_payment_is_named_by_its_id(run: Run, wire: Wire, payment_id: object):
    with pytest.raises(InputError, match="payment_id: must be "):
        await run("get_payment", payment_id=payment_id)

    assert wire.sent == []
