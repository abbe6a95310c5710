import base64
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from xero_component.catalogue.inputs import (
    Amount,
    Day,
    FileContent,
    Guid,
    Moment,
    RecordInput,
    Text,
    UnitPrice,
    merged,
    xero_name,
)
from xero_component.core.inputs import read_input
from xero_component.errors import InputError

AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Amount)
PRICE: TypeAdapter[Decimal] = TypeAdapter(UnitPrice)
DAY: TypeAdapter[date] = TypeAdapter(Day)
MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
WEST = timezone(timedelta(hours=-12))
GUID: TypeAdapter[str] = TypeAdapter(Guid)
TEXT: TypeAdapter[str] = TypeAdapter(Text)
FILE: TypeAdapter[bytes] = TypeAdapter(FileContent)


@pytest.mark.parametrize(
    ("given_value", "read"),
    [
        (0, "0"),
        (12, "12"),
        (-3, "-3"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (1e3, "1000.0"),
        ("12.50", "12.50"),
        (" 12.50 ", "12.50"),
        ("1\n", "1"),
        ("12.5000000", "12.5000000"),
        ("-0.01", "-0.01"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12.500"), "12.500"),
        (999_999_999_999_999, "999999999999999"),
    ],
)
def test_an_amount_is_read_exactly(given_value: Any, read: str) -> None:
    found = AMOUNT.validate_python(given_value)
    assert type(found) is Decimal
    assert str(found) == read


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        True,
        False,
        "",
        " ",
        "1e3",
        "1E-7",
        "NaN",
        "inf",
        "-Infinity",
        "1,000.00",
        "1_000",
        "12,50",
        "$5",
        "+5",
        ".5",
        "5.",
        "0x10",
        "--1",
        "1 000",
        [],
        {},
        b"5",
        float("nan"),
        float("inf"),
        1e22,
        10**15,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+400"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        Decimal("0E-999999999"),
    ],
)
def test_what_is_no_plain_number_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError, match=r"must be a (plain )?number|decimals"):
        AMOUNT.validate_python(wrong)


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(ValidationError, match="digits"):
        AMOUNT.validate_python(10**5000)


@pytest.mark.parametrize("value", [0.1 + 0.2, "0.001", 1.005, Decimal("0.005"), 1e-7])
def test_more_than_two_decimals_are_refused_rather_than_rounded(value: Any) -> None:
    with pytest.raises(ValidationError, match="at most 2: round it first"):
        AMOUNT.validate_python(value)


@pytest.mark.parametrize("value", ["0.12345", 0.1 + 0.2, Decimal("1.00001")])
def test_a_price_has_at_most_four_decimals(value: Any) -> None:
    assert str(PRICE.validate_python("0.1234")) == "0.1234"
    with pytest.raises(ValidationError, match="at most 4: round it first"):
        PRICE.validate_python(value)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_any_amount_is_the_same_as_text_and_as_decimal(amount: Decimal) -> None:
    assert AMOUNT.validate_python(str(amount)) == AMOUNT.validate_python(amount) == amount


@given(st.integers(-(10**9), 10**9))
def test_cents_given_as_a_float_are_read_as_they_are_shown(cents: int) -> None:
    shown = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
    assert AMOUNT.validate_python(float(shown)) == Decimal(shown)


@given(st.one_of(st.text(), st.floats(), st.decimals(), st.integers(), st.binary()))
def test_no_value_does_worse_than_a_validation_error(value: Any) -> None:
    for adapter in (AMOUNT, DAY, MOMENT, GUID, FILE):
        try:
            adapter.validate_python(value)
        except ValidationError:
            continue


@pytest.mark.parametrize(
    "value",
    [
        "2026-12-31",
        " 2026-12-31 ",
        "2026-12-31T00:00:00",
        "2026-12-31T00:00:00Z",
        "2026-12-31T00:00:00.000+00:00",
        date(2026, 12, 31),
    ],
)
def test_a_day_is_read_and_sent_as_year_month_day(value: Any) -> None:
    day = DAY.validate_python(value)
    assert day == date(2026, 12, 31)
    assert type(day) is date
    assert DAY.dump_python(day) == "2026-12-31"


@pytest.mark.parametrize(
    "value",
    [
        "31/12/2026",
        "12/31/2026",
        "2026-02-30",
        "2026-13-01",
        "2026-1-1",
        "20261231",
        "2026-12-31T10:00:00",
        "2026-12-31T00:00:00+13:00",
        "2026-W01-1",
        "",
        None,
        0,
        1795132800,
        False,
        datetime(2026, 12, 31, tzinfo=UTC),
    ],
)
def test_what_is_no_day_is_refused_rather_than_guessed(value: Any) -> None:
    with pytest.raises(ValidationError, match=r"must be a date|not a day of the calendar"):
        DAY.validate_python(value)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-12-31T14:30:00Z", datetime(2026, 12, 31, 14, 30, tzinfo=UTC)),
        ("2026-12-31T14:30:00", datetime(2026, 12, 31, 14, 30, tzinfo=UTC)),
        (" 2026-12-31 ", datetime(2026, 12, 31, tzinfo=UTC)),
        ("2026-12-31T14:30:00+13:00", datetime(2026, 12, 31, 1, 30, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, tzinfo=UTC)),
        (datetime.fromisoformat("2026-12-31T14:30:00"), datetime(2026, 12, 31, 14, 30, tzinfo=UTC)),
        (
            datetime(2026, 12, 31, 14, 30, tzinfo=timezone(timedelta(hours=13))),
            datetime(2026, 12, 31, 1, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_moment_without_a_zone_is_utc(value: Any, moment: datetime) -> None:
    read = MOMENT.validate_python(value)
    assert read == moment
    assert read.tzinfo is not None


@pytest.mark.parametrize(
    "value",
    ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", datetime.max.replace(tzinfo=WEST)],
)
def test_a_moment_that_utc_cannot_express_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="is not a moment of the calendar in UTC"):
        MOMENT.validate_python(value)


@pytest.mark.parametrize("value", ["", "yesterday", "31/12/2026", None, 0, True, 1795132800, []])
def test_what_is_no_moment_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="must be a moment"):
        MOMENT.validate_python(value)


def test_an_id_is_trimmed_and_put_into_lower_case() -> None:
    text = "297C2DC5-CC47-4AFD-8EC8-74990B8761E9"
    assert GUID.validate_python(f" {text}\n") == text.lower()


@pytest.mark.parametrize(
    "value",
    [
        "",
        "INV-0001",
        "297c2dc5cc474afd8ec874990b8761e9",
        "{297c2dc5-cc47-4afd-8ec8-74990b8761e9}",
        "297c2dc5-cc47-4afd-8ec8-74990b8761e9/../x",
        "297c2dc5-cc47-4afd-8ec8-74990b8761eg",
        None,
        0,
        UUID("297c2dc5-cc47-4afd-8ec8-74990b8761e9"),
    ],
)
def test_what_is_no_id_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        GUID.validate_python(value)


@pytest.mark.parametrize("value", ["", "  ", None, 0, False])
def test_text_that_must_be_given_must_not_be_empty(value: Any) -> None:
    assert TEXT.validate_python(" 0 ") == "0"
    with pytest.raises(ValidationError):
        TEXT.validate_python(value)


@given(st.binary(max_size=200))
def test_a_file_is_taken_as_bytes_or_as_base64(content: bytes) -> None:
    text = base64.b64encode(content).decode()
    assert FILE.validate_python(content) == content
    assert FILE.validate_python(bytearray(content)) == content
    assert FILE.validate_python(memoryview(content)) == content
    assert FILE.validate_python(text) == content
    assert FILE.validate_python(f" data:application/pdf;base64,{text}\n") == content


@pytest.mark.parametrize("value", [None, 0, "not base64!", "YWJ", "שלום", [], {"a": 1}, 1.5])
def test_what_is_no_file_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match=r"must be b|must be B"):
        FILE.validate_python(value)


class SampleInput(RecordInput):
    """A sample."""

    name: Text
    unit_price: UnitPrice | None = None
    due_date: Day | None = None
    is_sold: bool | None = None
    contact_id: Guid | None = None
    updated_date_utc: str | None = None
    additional_fields: dict[str, Any] | None = None


def sample(**raw: Any) -> dict[str, Any]:
    return read_input(SampleInput, raw, subject="Sample").to_xero()


def test_absent_stays_absent_null_clears_and_zero_and_false_are_sent() -> None:
    assert sample(name="n") == {"Name": "n"}
    assert sample(name="n", unit_price=None, is_sold=False) == {
        "Name": "n",
        "UnitPrice": None,
        "IsSold": False,
    }
    assert sample(name="n", unit_price=0) == {"Name": "n", "UnitPrice": Decimal(0)}
    assert sample(name="n", due_date="2026-12-31") == {"Name": "n", "DueDate": "2026-12-31"}


def test_additional_fields_are_merged_and_may_not_repeat_an_input() -> None:
    assert sample(name="n", additional_fields={"Extra": [1]}) == {"Name": "n", "Extra": [1]}
    with pytest.raises(InputError, match="repeats Name") as raised:
        sample(name="n", additional_fields={"Name": "other"})
    assert raised.value.problems[0].field == "additional_fields.Name"
    assert merged({"A": 1}, None) == {"A": 1}


def test_a_wrong_input_is_named_and_its_value_is_not_repeated() -> None:
    with pytest.raises(InputError) as raised:
        sample(name="n", unit_prise=5, due_date="31/12/2026-secret")
    fields = {problem.field: problem.message for problem in raised.value.problems}
    assert fields["unit_prise"] == "is not an input; did you mean unit_price"
    assert "year-month-day" in fields["due_date"]
    assert "secret" not in json.dumps(raised.value.as_dict())


@pytest.mark.parametrize(
    ("name", "xero"),
    [
        ("invoice_id", "InvoiceID"),
        ("name", "Name"),
        ("line_amount_types", "LineAmountTypes"),
        ("updated_date_utc", "UpdatedDateUTC"),
        ("tracking_option_ids", "TrackingOptionIDs"),
        ("url", "Url"),
        ("is_tracked_as_inventory", "IsTrackedAsInventory"),
    ],
)
def test_field_names_turn_into_xeros(name: str, xero: str) -> None:
    assert xero_name(name) == xero
