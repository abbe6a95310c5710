"""Clauses that the builder writes mean, to the sandbox's parser, just what was given."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.api.where import all_of, any_of, clause, literal
from xero_component.errors import InputError
from xero_component.sandbox.where import parse_where


@given(st.text(max_size=60))
def test_any_text_stays_a_value(text: str):
    holds = parse_where(clause("Reference", "==", text))
    assert holds({"Reference": text})
    assert not holds({"Reference": text + "x"})


def test_a_quote_cannot_close_the_value():
    attack = 'x" OR Name!="'
    holds = parse_where(clause("Name", "==", attack))
    assert holds({"Name": attack})
    assert not holds({"Name": "anything"})


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_amounts_are_compared_exactly(amount: Decimal):
    assert parse_where(clause("Total", "==", amount))({"Total": amount})
    assert not parse_where(clause("Total", "<", amount))({"Total": amount})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 1, 31), "DateTime(2026, 1, 31)"),
        (datetime(2026, 1, 31, 4, 5, 6, tzinfo=UTC), "DateTime(2026, 1, 31, 4, 5, 6)"),
        (UUID(int=1), 'guid("00000000-0000-0000-0000-000000000001")'),
    ],
)
def test_each_kind_of_value_is_written_as_the_language_has_it(value: object, written: str):
    assert literal(value) == written  # type: ignore[arg-type]  # one of the accepted kinds


def test_clauses_are_joined_in_brackets():
    both = all_of('Status=="PAID"', any_of("Total>1", "Total<0"))
    assert both == '(Status=="PAID") AND ((Total>1) OR (Total<0))'
    assert parse_where(both)({"Status": "PAID", "Total": Decimal(2)})
    assert not parse_where(both)({"Status": "PAID", "Total": Decimal(1)})


@pytest.mark.parametrize("field", ["", "Name ==", "1Name", 'Name"', "Contact..Name", "Contact."])
def test_a_field_that_is_not_a_name_is_refused(field: str):
    with pytest.raises(InputError, match="not the name of a field"):
        clause(field, "==", "x")


def test_a_comparison_that_is_unknown_is_refused():
    with pytest.raises(InputError, match="not one of"):
        clause("Name", "LIKE", "x")
