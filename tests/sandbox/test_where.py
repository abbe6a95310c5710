"""Xero's filter and ordering language."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.sandbox.where import QueryParseError, parse_order, parse_where

INVOICE: Mapping[str, Any] = {
    "InvoiceID": "AB0E8400-e29b-41d4-a716-446655440000",
    "InvoiceNumber": "INV-001",
    "Reference": None,
    "Contact": {"Name": "José Büro", "ContactID": "11111111-1111-4111-8111-111111111111"},
    "Total": Decimal("115.50"),
    "Count": 3,
    "Date": date(2026, 1, 31),
    "UpdatedDateUTC": datetime(2026, 1, 31, 12, 0, 30, tzinfo=UTC),
    "SentToContact": True,
    "LineItems": [{"Description": "x"}],
}
ID = "ab0e8400-E29B-41d4-a716-446655440000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('InvoiceNumber=="INV-001"', True),
        ('InvoiceNumber = "inv-001"', True),
        ('invoicenumber != "INV-002"', True),
        ('Contact.Name=="JOSE buro"', True),
        ('CONTACT.name.Contains("Bü") && Total >= 115.5', True),
        ('Contact.Name.Contains("bü")', False),
        ('Contact.Name.ToLower().Contains("bü")', True),
        ('Contact.Name.ToUpper().ToLower().StartsWith("josé")', True),
        ('Contact.Name.EndsWith("ro")', True),
        (f'InvoiceId == guid("{ID}")', True),
        (f'InvoiceID != Guid("{ID}")', False),
        ("Date == DateTime(2026,1,31)", True),
        ("Date<DateTime(2026, 02, 01) AND Date > DateTime(2026,1,30)", True),
        ("UpdatedDateUTC >= DateTime(2026,1,31,12,0,30)", True),
        ("UpdatedDateUTC < DateTime(2026,1,31,12,0,30)", False),
        ("Total > -1 and Count == 3.0", True),
        ("SentToContact", True),
        ("SentToContact==false", False),
        ("!SentToContact || NOT (Total < 0)", True),
        ("TRUE AND NOT false", True),
        ('Reference != null AND Reference.StartsWith("x")', False),
        ('Reference.StartsWith("x")', False),
        ('Reference.ToLower() == null OR Reference == "x"', True),
        ("Reference == null", True),
        ("Reference < 5", False),
        ('Reference != "x"', True),
        ("null == null", True),
        ("NoSuchField == null", True),
        ("Missing.Deeper == null", True),
        ('Contact.Name.Contains("Jos" ) == true', True),
        ('(Contact).Name == "José Büro"', True),
        ('"a".ToUpper() == "A"', True),
        ('InvoiceNumber < "INV-002" && InvoiceNumber > "INV-000"', True),
        ("Total == 115.50 || Total == 0 && false", True),
        ("(Total == 115.50 || Total == 0) && false", False),
        ("", True),
        ("   ", True),
    ],
)
def test_filter_means_what_xero_means(text: str, expected: bool) -> None:
    assert parse_where(text)(INVOICE) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Total",
        "NOT Total",
        "Total == ",
        "== 5",
        "(Total == 1",
        "Total == 1)",
        'Name == "unfinished',
        "Name == 'single'",
        "Total ~ 5",
        "Total == 1 == 1",
        "Total == 1e5",
        'Total == "115.50"',
        "InvoiceNumber == 5",
        "SentToContact == 1",
        "SentToContact < true",
        'Date == "2026-01-31"',
        "LineItems == 1",
        "LineItems.Description == null",
        "Contact == Contact",
        "Total.ToLower() == null",
        "InvoiceNumber.Contains(5)",
        "InvoiceNumber.Contains()",
        'InvoiceNumber.ToLower("x") == null',
        'InvoiceNumber.Replace("x") == null',
        "InvoiceNumber.Length == 7",
        '"a".Length == 1',
        'guid("nonsense") == InvoiceID',
        "guid(5) == InvoiceID",
        "guid(InvoiceNumber) == InvoiceID",
        "DateTime(2026,13,1) == Date",
        "DateTime(2026,1) == Date",
        "DateTime(2026,1,1,1) == Date",
        "DateTime(2026,1,1.5) == Date",
        "DateTime(true,1,null) == Date",
        "DateTime(" + "9" * 6000 + ",1,1) == Date",
        "Foo(1) == 1",
        "AND",
        "\x00",
        "😀 == 1",
    ],
)
def test_wrong_filter_is_a_query_parse_error(text: str) -> None:
    with pytest.raises(QueryParseError):
        parse_where(text)(INVOICE)


def test_only_given_fields_exist_when_they_are_given() -> None:
    allowed = {"Total", "Contact"}
    assert parse_where('total == 115.50 && Contact.Name != "x"', allowed)(INVOICE)
    for text in ("Foo == null", "Total == 1 && Date == null", "Foo.Bar == null"):
        with pytest.raises(QueryParseError, match=r"No property or field '(Foo|Date)' exists"):
            parse_where(text, allowed)
    with pytest.raises(QueryParseError, match="'Date'"):
        parse_order("Total, Date", allowed)


@pytest.mark.parametrize(
    "text",
    ["(" * 5000 + "true" + ")" * 5000, " && ".join(["true"] * 5000)],
    ids=["brackets", "terms"],
)
def test_long_filter_is_no_trouble(text: str) -> None:
    assert parse_where(text)({})


@pytest.mark.parametrize(
    "text",
    [
        "!" * 5000 + "true",
        "(true && " * 5000 + "true" + ")" * 5000,
        "Name" + ".ToLower()" * 5000 + " == null",
        "A" + ".B" * 5000 + " == null",
        "(" * 5000,
    ],
    ids=["not", "and", "methods", "members", "unclosed"],
)
def test_deep_filter_is_refused(text: str) -> None:
    with pytest.raises(QueryParseError):
        parse_where(text)


@given(st.text(), st.booleans())
def test_any_string_survives_quoting(value: str, doubled: bool) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '""' if doubled else '\\"')
    test = parse_where(f'Reference == "{escaped}" && Reference.Contains("{escaped}")')
    assert test({"Reference": value})
    assert not test({"Reference": value + "!"})


@given(st.text() | st.text('()"\\!&|=<>.,AaNnDdOoRrTt1 ', max_size=40))
def test_garbage_raises_nothing_but_query_parse_error(text: str) -> None:
    for use in (
        lambda: parse_where(text)(INVOICE),
        lambda: parse_where(f"Total == {text}", ["Total"])(INVOICE),
        lambda: parse_order(text)([INVOICE, INVOICE]),
    ):
        try:
            use()
        except QueryParseError:
            continue


Expression = tuple[str, Callable[[Mapping[str, Any]], bool]]
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
AMOUNTS = st.decimals(-100, 100, places=2)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def comparisons(draw: st.DrawFn) -> Expression:
    symbol = draw(st.sampled_from(sorted(OPERATORS)))
    operator = OPERATORS[symbol]
    match draw(st.sampled_from("ADTB")):
        case "A":
            amount = draw(AMOUNTS)
            return f"Amount {symbol} {amount}", lambda r: operator(r["Amount"], amount)
        case "D":
            day = draw(DAYS)
            text = f"DateTime({day.year},{day.month},{day.day})"
            return f"Day {symbol} {text}", lambda r: operator(r["Day"], day)
        case "T":
            word = draw(st.text("abAB", max_size=2))
            return f'Inner.Text {symbol} "{word}"', lambda r: operator(
                r["Inner"]["Text"].lower(), word.lower()
            )
    return "Flag", lambda r: bool(r["Flag"])


def combine(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def both(pair: tuple[Expression, Expression]) -> Expression:
        (left, a), (right, b) = pair
        return f"({left}) AND ({right})", lambda r: a(r) and b(r)

    def either(pair: tuple[Expression, Expression]) -> Expression:
        (left, a), (right, b) = pair
        return f"(({left})||({right}))", lambda r: a(r) or b(r)

    def negated(one: Expression) -> Expression:
        return f"!({one[0]})", lambda r: not one[1](r)

    pairs = st.tuples(inner, inner)
    return pairs.map(both) | pairs.map(either) | inner.map(negated)


@given(
    st.recursive(comparisons(), combine, max_leaves=8),
    st.fixed_dictionaries(
        {
            "Amount": AMOUNTS,
            "Day": DAYS,
            "Flag": st.booleans(),
            "Inner": st.fixed_dictionaries({"Text": st.text("abAB", max_size=2)}),
        }
    ),
)
def test_expressions_agree_with_python(expression: Expression, record: Mapping[str, Any]) -> None:
    text, expected = expression
    assert parse_where(text)(record) is expected(record)


def test_stamps_compare_as_utc() -> None:
    auckland = timezone(timedelta(hours=13))
    record = {"At": datetime(2026, 2, 1, 0, 30, tzinfo=auckland)}
    assert parse_where("At == DateTime(2026,1,31,11,30,0)")(record)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("Name", ["3", "2", "1", "4"]),
        ("name asc", ["3", "2", "1", "4"]),
        ("Name DESC", ["1", "4", "2", "3"]),
        ("Name DESCENDING, Total", ["4", "1", "2", "3"]),
        ("Total ASC,Name desc", ["3", "2", "4", "1"]),
        ("Contact.Name", ["2", "4", "3", "1"]),
        ("NoSuchField", ["1", "2", "3", "4"]),
        ("", ["1", "2", "3", "4"]),
    ],
)
def test_order_is_stable_with_null_as_the_least(order: str, expected: list[str]) -> None:
    records: list[dict[str, Any]] = [
        {"ID": "1", "Name": "b", "Total": Decimal(10), "Contact": {"Name": "Z"}},
        {"ID": "2", "Name": "A", "Total": Decimal(2)},
        {"ID": "3", "Name": None, "Total": None, "Contact": {"Name": "y"}},
        {"ID": "4", "Name": "B", "Total": Decimal(9), "Contact": None},
    ]
    assert [record["ID"] for record in parse_order(order)(records)] == expected


@pytest.mark.parametrize(
    "text", ["Name DOWN", "Name,", ",Name", "Name ASC ASC", "5", "Name.", "Contact", "Mixed"]
)
def test_wrong_order_is_a_query_parse_error(text: str) -> None:
    records: list[dict[str, Any]] = [
        {"Contact": {}, "Mixed": "a"},
        {"Contact": {}, "Mixed": Decimal(1)},
    ]
    with pytest.raises(QueryParseError):
        parse_order(text)(records)


@given(st.lists(st.fixed_dictionaries({"K": st.none() | AMOUNTS, "N": st.integers()})))
def test_order_agrees_with_python(records: list[dict[str, Any]]) -> None:
    expected = sorted(records, key=lambda r: (r["K"] is not None, r["K"] or 0))
    assert parse_order("K")(records) == expected
