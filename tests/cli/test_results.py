from decimal import Decimal
from typing import Any

import pytest

from xero_component.cli.results import bytes_of, cell, json_of, show, table_of
from xero_component.core import Outcome


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (0, "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (b"abc", "3 bytes (save them with --output FILE)"),
        ([Decimal("1.10")], "[1.10]"),
        ("two\nlines\r\nand [bold]more[/bold]", "two lines and [bold]more[/bold]"),
    ],
)
def test_values_are_shown_digit_by_digit_and_on_one_line(value: object, text: str) -> None:
    assert cell(value).plain == text


def test_bytes_win_over_json_even_when_there_are_none_of_them() -> None:
    assert bytes_of(Outcome({"FileName": "a", "Content": b""})) == b""
    assert bytes_of(Outcome({"a": Decimal("1.10")})) == b'{\n  "a": 1.10\n}\n'


def test_json_has_exact_digits_and_names_in_utf_8() -> None:
    text = json_of(Outcome({"Total": Decimal("100.10"), "Name": "שלום 🍰"})).decode()
    assert '"Total": 100.10' in text
    assert "שלום 🍰" in text


def test_a_table_has_the_known_columns_first_and_one_id_last() -> None:
    rows: list[dict[str, Any]] = [
        {"InvoiceID": "i", "Total": Decimal(1), "Contact": {"ContactID": "c", "Name": "N"}},
        {"InvoiceID": "j", "InvoiceNumber": "INV-1", "LineItems": [{"a": 1}]},
    ]
    headers = [str(column.header) for column in table_of(rows).columns]
    assert headers == ["InvoiceNumber", "Contact.Name", "Total", "InvoiceID"]


def test_records_that_nobody_knows_show_what_they_have() -> None:
    headers = [str(column.header) for column in table_of([{"Strange": 1, "Other": "x"}]).columns]
    assert headers == ["Strange", "Other"]


@pytest.mark.parametrize("output", [None, [], {}, {"records": [{}], "paging": None}, "text", 5])
def test_any_output_can_be_shown(output: object, capsys: pytest.CaptureFixture[str]) -> None:
    show(Outcome(output))
    assert capsys.readouterr().err == ""
