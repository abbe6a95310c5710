from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xero_component.catalogue.fields import read_date, read_instant, read_money, wire_instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.datetimes(
    datetime.fromisoformat("0001-01-02"),
    datetime.fromisoformat("9999-12-30"),
    timezones=st.just(UTC),
)
offsets = st.integers(-14 * 60, 14 * 60)


def milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("/Date(1795132800000)/", "2026-11-20T00:00:00Z"),
        ("/Date(1795132800000+0000)/", "2026-11-20T00:00:00Z"),
        ("/Date(1795132800123+0000)/", "2026-11-20T00:00:00.123Z"),
        ("/Date(1795132800000+1300)/", "2026-11-20T00:00:00Z"),
        ("/Date(1795132800000-0330)/", "2026-11-20T00:00:00Z"),
        ("/Date(-1)/", "1969-12-31T23:59:59.999Z"),
        ("/Date(-1000+0000)/", "1969-12-31T23:59:59Z"),
        ("/Date(0+0000)/", "1970-01-01T00:00:00Z"),
        ("/Date(7+0000)/", "1970-01-01T00:00:00.007Z"),
        ("/Date(42+0000)/", "1970-01-01T00:00:00.042Z"),
        ("/Date(999+0000)/", "1970-01-01T00:00:00.999Z"),
        ("/Date(1000+0000)/", "1970-01-01T00:00:01Z"),
        ("/Date(-62135596800000+0000)/", "0001-01-01T00:00:00Z"),
        ("2026-11-20T08:15:30", "2026-11-20T08:15:30Z"),
        ("2026-11-20T08:15:30.5", "2026-11-20T08:15:30.500Z"),
        ("2026-11-20T08:15:30+13:00", "2026-11-19T19:15:30Z"),
        ("2020-03-11 16:57:32+00:00", "2020-03-11T16:57:32Z"),
        ("2026-11-20T08:15:30Z", "2026-11-20T08:15:30Z"),
        ("2026-11-20T08:15:30.1234567", "2026-11-20T08:15:30.123Z"),
    ],
)
def test_a_moment_is_read_as_utc(sent: str, read: str) -> None:
    assert read_instant(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("/Date(1795132800000+0000)/", "2026-11-20"),
        ("/Date(1795132800000)/", "2026-11-20"),
        ("/Date(1795132799999+0000)/", "2026-11-19"),
        ("/Date(1795129200000+1300)/", "2026-11-20"),
        ("/Date(1795140000000-0330)/", "2026-11-19"),
        ("/Date(-86400000+0000)/", "1969-12-31"),
        ("/Date(5+0000)/", "1970-01-01"),
        ("2026-11-20T00:00:00", "2026-11-20"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T23:30:00+13:00", "2026-11-20"),
    ],
)
def test_a_day_is_the_day_that_xero_means(sent: str, read: str) -> None:
    assert read_date(sent) == read


GARBAGE = [
    "",
    "272",
    "31/12/2026",
    "2026-02-30",
    "soon",
    "/Date()/",
    "/Date(x)/",
    "/Date(--1)/",
    "/Date(1-)/",
    "/Date(+0000)/",
    "/Date(-+0000)/",
    "/Date(12e5)/",
    "/Date(99999999999999999)/",
    "/Date(9999999999999999999+0000)/",
    "/Date(-99999999999999+0000)/",
    "/Date(1795132800000+13)/",
    "/Date(1795132800000+9x00)/",
    "/Date(1795132800000 +0000)/",
    "/Date(٣٣٣٣٣)/",
    "x/Date(0)/",
    "+0000)/",
    "123456789+0000)/",
    "abcdef1234567+0000)/",
    "0001-01-01T00:00:00+13:00",
    "9999-12-31T23:59:59-13:00",
]


@pytest.mark.parametrize("sent", GARBAGE)
def test_what_is_no_moment_stays_as_it_came(sent: str) -> None:
    assert read_instant(sent) == sent


@pytest.mark.parametrize("sent", GARBAGE)
def test_what_is_no_day_stays_as_it_came(sent: str) -> None:
    assert read_date(sent) == sent


@given(moments, offsets)
@example(EPOCH, 0)
def test_any_moment_in_xeros_form_is_read_exactly(moment: datetime, offset: int) -> None:
    sign = "-" if offset < 0 else "+"
    zone = f"{sign}{abs(offset) // 60:02}{abs(offset) % 60:02}"
    ms = milliseconds(moment)
    read = datetime.fromisoformat(read_instant(f"/Date({ms}{zone})/"))
    assert milliseconds(read) == ms
    assert read_instant(f"/Date({ms})/") == read_instant(f"/Date({ms}{zone})/")
    local = (EPOCH + timedelta(milliseconds=ms)).astimezone(timezone(timedelta(minutes=offset)))
    assert read_date(f"/Date({ms}{zone})/") == local.date().isoformat()


@given(moments)
def test_reading_a_moment_again_changes_nothing(moment: datetime) -> None:
    once = read_instant(f"/Date({milliseconds(moment)}+0000)/")
    assert read_instant(once) == once
    assert read_date(once) == once[:10]


@given(st.text(max_size=30) | st.from_regex(r"/Date\([0-9+-]{0,25}\)/", fullmatch=True))
def test_no_text_in_a_date_field_loses_the_reply(text: str) -> None:
    for read in (read_instant, read_date):
        found = read(text)
        assert found == text or datetime.fromisoformat(found)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (12, Decimal(12)),
        (0, Decimal(0)),
        ("12.30", Decimal("12.30")),
        ("-0.01", Decimal("-0.01")),
        ("1E-7", Decimal("1E-7")),
        (Decimal("0.1"), Decimal("0.1")),
        (9999999999999999999, Decimal("9999999999999999999")),
    ],
)
def test_money_is_read_exactly(sent: Any, read: Decimal) -> None:
    found = read_money(sent)
    assert type(found) is Decimal
    assert str(found) == str(read)


@pytest.mark.parametrize(
    "sent",
    [None, True, False, "", "1,234.00", "NaN", "Infinity", "-Infinity", "sNaN", "£5", [], {}],
)
def test_what_is_no_money_stays_as_it_came(sent: Any) -> None:
    assert read_money(sent) is sent


@pytest.mark.parametrize(
    ("moment", "wire"),
    [
        (datetime(2026, 11, 20, 8, 15, 30), "2026-11-20T08:15:30"),  # noqa: DTZ001 - without a zone
        (datetime(2026, 11, 20, 8, 15, 30, 999_999, UTC), "2026-11-20T08:15:30"),
        (
            datetime(2026, 11, 20, 8, 15, 30, tzinfo=timezone(timedelta(hours=13))),
            "2026-11-19T19:15:30",
        ),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00"),
        (datetime(999, 12, 31, tzinfo=UTC), "0999-12-31T00:00:00"),
    ],
)
def test_if_modified_since_is_written_in_utc_to_the_second(moment: datetime, wire: str) -> None:
    assert wire_instant(moment) == wire
