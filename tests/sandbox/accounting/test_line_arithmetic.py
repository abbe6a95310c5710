from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xero_component.sandbox.accounting.line_arithmetic import (
    EXCLUSIVE,
    INCLUSIVE,
    LINE_AMOUNT_TYPES,
    NO_TAX,
    LineSum,
    LineTotalMismatchError,
    document_sum,
    line_amount,
    tax_on,
)
from xero_component.sandbox.accounting.money import cents, is_admissible, to_places

AMOUNTS = st.decimals(
    min_value=Decimal(-(10**9)), max_value=Decimal(10**9), places=2, allow_nan=False
)
FACTORS = st.decimals(
    min_value=Decimal(-(10**6)), max_value=Decimal(10**6), places=4, allow_nan=False
)
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "5", "10", "12.5", "15", "20", "25")])


def places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.005", "0.01"), ("0.004", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1", "1.00")],
)
def test_half_a_cent_rounds_away_from_zero(value, expected):
    assert str(cents(Decimal(value))) == expected


def test_nothing_rounds_to_minus_zero():
    assert str(cents(Decimal("-0.001"))) == "0.00"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e13", "1e999999", "1e-99"])
def test_numbers_beyond_a_ledger_are_not_admissible(value):
    assert not is_admissible(Decimal(value))


@pytest.mark.parametrize("value", ["0", "9999999999999.99", "-1", "0.0001", "1e12"])
def test_ordinary_numbers_are_admissible(value):
    assert is_admissible(Decimal(value))


def test_a_discount_rate_reduces_the_line():
    amount = line_amount(Decimal(10), Decimal("24.95"), discount_rate=Decimal(10))
    assert amount == (Decimal("224.55"), Decimal("24.95"))


def test_a_discount_amount_reduces_the_line():
    amount = line_amount(Decimal(3), Decimal("10.00"), discount_amount=Decimal("4.50"))
    assert amount == (Decimal("25.50"), Decimal("4.50"))


def test_a_contradicting_line_amount_is_refused_with_both_figures():
    with pytest.raises(
        LineTotalMismatchError,
        match=r"The line total 40\.00 does not match the expected line total 50\.00",
    ):
        line_amount(Decimal(2), Decimal(25), given=Decimal(40))


@settings(deadline=None)
@given(FACTORS, FACTORS, st.decimals(min_value=0, max_value=100, places=2))
def test_a_line_is_to_the_cent_and_discount_and_amount_make_up_the_gross(quantity, price, rate):
    net, discount = line_amount(quantity, price, discount_rate=rate)
    assert places(net) == places(discount) == 2
    assert net + discount == cents(quantity * price)
    assert abs(net - quantity * price * (1 - rate / 100)) <= Decimal("0.005")


@settings(deadline=None)
@given(FACTORS, FACTORS)
def test_the_expected_line_amount_is_always_accepted(quantity, price):
    net, _ = line_amount(quantity, price)
    assert line_amount(quantity, price, given=net)[0] == net


@settings(deadline=None)
@given(AMOUNTS, RATES, st.sampled_from(LINE_AMOUNT_TYPES))
def test_tax_is_to_the_cent_and_has_the_sign_of_the_line(amount, rate, types):
    tax = tax_on(amount, rate, types)
    assert places(tax) == 2
    assert tax * amount >= 0
    assert abs(tax) <= abs(amount)


@settings(deadline=None)
@given(AMOUNTS, RATES)
def test_tax_contained_in_a_taxed_amount_is_the_tax_put_on_it(amount, rate):
    tax = tax_on(amount, rate, EXCLUSIVE)
    contained = tax_on(amount + tax, rate, INCLUSIVE)
    assert abs(contained - tax) <= Decimal("0.01")


@settings(deadline=None)
@given(AMOUNTS, RATES)
def test_what_contains_tax_is_less_the_tax_a_rate_below_it(amount, rate):
    contained = tax_on(amount, rate, INCLUSIVE)
    assert abs((amount - contained) * (1 + rate / 100) - amount) <= Decimal("0.01")


@settings(deadline=None)
@given(AMOUNTS, RATES)
def test_no_tax_means_no_tax(amount, rate):
    assert tax_on(amount, rate, NO_TAX) == 0


LINES = st.lists(st.builds(LineSum, AMOUNTS, AMOUNTS, AMOUNTS), max_size=20)


@settings(deadline=None)
@given(LINES, st.sampled_from(LINE_AMOUNT_TYPES))
def test_a_document_is_the_sum_of_its_lines(lines, types):
    total = document_sum(lines, types)
    amounts = sum((line.line_amount for line in lines), Decimal(0))
    taxes = sum((line.tax_amount for line in lines), Decimal(0))
    assert total.sub_total + total.total_tax == total.total
    assert total.total_tax == taxes
    assert total.total == (amounts if types == INCLUSIVE else amounts + taxes)
    assert total.total_discount == sum((line.discount for line in lines), Decimal(0))
    assert all(
        places(value) == 2
        for value in (total.sub_total, total.total_tax, total.total, total.total_discount)
    )


@settings(deadline=None)
@given(FACTORS, st.integers(min_value=0, max_value=6))
def test_rounding_never_moves_a_value_by_more_than_half_a_step(value, count):
    assert abs(to_places(value, count) - value) <= Decimal(5).scaleb(-count - 1)
