import pytest

from tests.actions.wire import Run, Wire, assert_written
from xero_component.errors import InputError, ValidationError

PAYMENT = "99ea7f6b-c513-4066-bc27-b7c65dcd76c2"


async def test_only_the_status_is_sent_with_post(run: Run, wire: Wire):
    wire.answer({"Payments": [{"PaymentID": PAYMENT, "Status": "DELETED"}]})

    payment = await run("reverse_payment", payment_id=PAYMENT)

    assert payment["Status"] == "DELETED"
    assert_written(wire.one)
    assert wire.one.line == f"POST /Payments/{PAYMENT}"
    assert wire.one.query == {}
    assert wire.one.body == {"Status": "DELETED"}


async def test_a_payment_of_a_batch_is_refused_in_xero_s_words(run: Run, wire: Wire):
    errors = [{"Message": "Payment is part of a batch payment."}]
    wire.answer({"Elements": [{"ValidationErrors": errors}]}, status=400)

    with pytest.raises(ValidationError, match="part of a batch payment"):
        await run("reverse_payment", payment_id=PAYMENT)


@pytest.mark.parametrize("payment_id", ["P-1", "", None, 7])
async def test_a_payment_is_named_by_its_id(run: Run, wire: Wire, payment_id: object):
    with pytest.raises(InputError, match="payment_id: must be "):
        await run("reverse_payment", payment_id=payment_id)

    assert wire.sent == []
