from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.api.fingerprint import SIZE, fingerprint

INVOICE: dict[str, Any] = {
    "InvoiceID": "297c2dc5-cc47-4afd-8ec8-74990b8761e9",
    "Status": "AUTHORISED",
    "Contact": {"ContactID": "430fa14a-f945-44d3-9f97-5df5e28441b8", "Name": "Bayside Club"},
    "AmountDue": Decimal("100.10"),
    "LineItems": [{"Quantity": Decimal(2), "Item": {"ItemID": "i", "Name": "Surfboard"}}],
    "Payments": [],
}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON), st.randoms())
def test_the_order_of_fields_makes_no_difference(record: dict[str, Any], chance: Any):
    shuffled = list(record.items())
    chance.shuffle(shuffled)

    assert fingerprint(dict(shuffled)) == fingerprint(record)
    assert len(fingerprint(record)) == SIZE


@pytest.mark.parametrize(
    "amount", [Decimal("100.1"), Decimal("100.1000"), Decimal("1.001E+2")], ids=str
)
def test_equal_amounts_are_equal_however_they_are_written(amount: Decimal):
    assert fingerprint({**INVOICE, "AmountDue": amount}) == fingerprint(INVOICE)


def test_a_whole_number_is_the_same_with_and_without_decimals():
    assert fingerprint({"Total": 0}) == fingerprint({"Total": Decimal("0.00")})
    assert fingerprint({"Total": 100}) == fingerprint({"Total": Decimal("1E+2")})


@pytest.mark.parametrize(
    "change",
    [
        {"Status": "PAID"},
        {"AmountDue": Decimal("100.11")},
        {"AmountDue": "100.1"},
        {"AmountDue": None},
        {"Contact": {"ContactID": "another", "Name": "Bayside Club"}},
        {"Contact": None},
        {"LineItems": []},
        {"LineItems": [{"Quantity": Decimal(3), "Item": {"ItemID": "i", "Name": "Surfboard"}}]},
        {"LineItems": [{"Quantity": Decimal(2), "Item": {"ItemID": "j", "Name": "Surfboard"}}]},
        {"Payments": [{"PaymentID": "p"}]},
        {"New": None},
        {"SentToContact": False},
    ],
)
def test_whatever_belongs_to_the_record_makes_a_difference(change: dict[str, Any]):
    assert fingerprint({**INVOICE, **change}) != fingerprint(INVOICE)


def test_nothing_and_zero_and_no_are_three_things():
    values: list[Any] = [None, 0, False, "", [], {}]
    assert len({fingerprint({"A": value}) for value in values}) == len(values)


@pytest.mark.parametrize(
    "change",
    [
        {"Contact": {**INVOICE["Contact"], "Name": "Renamed", "EmailAddress": "a@b.example"}},
        {"LineItems": [{"Quantity": Decimal(2), "Item": {"ItemID": "i", "Name": "Renamed"}}]},
        {"Balances": {"AccountsReceivable": {"Outstanding": Decimal(5)}}},
        {"HasErrors": False},
        {"StatusAttributeString": "OK"},
    ],
)
def test_copies_of_other_records_and_what_is_worked_out_make_none(change: dict[str, Any]):
    assert fingerprint({**INVOICE, **change}) == fingerprint(INVOICE)


def test_an_account_of_another_kind_is_no_copy():
    numbers = [{"Account": {"Number": number}} for number in (1, 2)]
    assert fingerprint(numbers[0]) != fingerprint(numbers[1])
