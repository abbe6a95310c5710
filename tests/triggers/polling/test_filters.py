from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.core.inputs import read_input
from xero_component.errors import InputError
from xero_component.triggers._polling.filters import condition
from xero_component.triggers.new_and_updated_records import NewAndUpdatedRecordsInput

RECORD: dict[str, Any] = {
    "Type": "ACCREC",
    "Status": "AUTHORISED",
    "AmountDue": Decimal("100.10"),
    "AmountPaid": Decimal(0),
    "Contact": {"Name": "Bayside Club"},
    "LineItems": [{"LineAmount": Decimal("60.05")}, {"LineAmount": Decimal("40.05")}],
    "Reference": None,
    "SentToContact": True,
}


@pytest.mark.parametrize(
    "expression",
    [
        "Type == 'ACCREC'",
        "Contact.Name == 'Bayside Club' && SentToContact",
        "AmountDue == `100.1`",
        "AmountDue > `100.09`",
        "AmountDue <= `100.10`",
        "AmountPaid == `0`",
        "AmountPaid == `0.0`",
        "LineItems[?LineAmount > `60`]",
        "sum(LineItems[].LineAmount) == `100.1`",
        "avg(LineItems[].LineAmount) == `50.05`",
        "max(LineItems[].LineAmount) < `60.06`",
        "max_by(LineItems, &LineAmount).LineAmount == `60.05`",
        "length(LineItems) == `2`",
        "sort_by(LineItems, &LineAmount)[0].LineAmount == `40.05`",
        "contains(Contact.Name, 'Bay')",
        "Status == `AUTHORISED`",
        "contains(['AUTHORISED', 'PAID'], Status)",
        "Reference == null || Reference == 'x'",
        "",
        "   ",
        None,
    ],
)
def test_what_holds_of_a_record_passes(expression: str | None):
    assert condition(expression)(RECORD)


@pytest.mark.parametrize(
    "expression",
    [
        "Type == 'ACCPAY'",
        "AmountDue > `100.10`",
        "AmountDue == '100.10'",
        "Nothing.Here",
        "Reference",
        "contains(Reference, 'x')",
        "LineItems[?LineAmount > `61`]",
        "sum(LineItems[].Description) > `1`",
        "AmountDue > 'x'",
        "to_number(Contact) > `1`",
    ],
)
def test_what_does_not_hold_or_cannot_be_worked_out_does_not_pass(expression: str):
    assert not condition(expression)(RECORD)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("Type = 'ACCREC'", "Bad jmespath"),
        ("Type ==", "Incomplete expression|Invalid|Bad"),
        ("Type == 'ACCREC", "Unclosed"),
        ("foo(Type)", r"there is no function foo\(\)"),
        ("LineItems[?starts(Description)]", r"there is no function starts\(\)"),
        ("length()", r"length\(\) takes 1 arguments, not 0"),
        ("contains(Type)", "takes 2 arguments, not 1"),
        ("A" * 1001, "more than 1000 characters"),
        ("(" * 900, "is not a condition"),
        ("!" * 900 + "a", "is not a condition"),
        ("🧾", "is not a condition"),
    ],
)
def test_a_wrong_condition_is_an_error_that_names_the_field(expression: str, reason: str):
    raw = {"object": "invoices", "filter": expression}
    with pytest.raises(InputError, match=reason) as refused:
        read_input(NewAndUpdatedRecordsInput, raw, subject="Trigger")
    assert [problem.field for problem in refused.value.problems] == ["filter"]
    assert "Write, for instance" in str(refused.value)


@given(st.text(alphabet="abT.[]?*&|!=<>`'\"(){}@, 01-:", max_size=25))
def test_any_text_is_a_condition_or_a_value_error(text: str):
    try:
        passes = condition(text)
    except ValueError:
        return
    assert passes(RECORD) in {True, False}
