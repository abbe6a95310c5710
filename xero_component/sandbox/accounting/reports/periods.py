"""The days that reports are about: months, financial years, and what they are compared with."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from xero_component.sandbox.accounting.organisation import Organisation
from xero_component.sandbox.accounting.problems import query_invalid
from xero_component.sandbox.accounting.query import day_of
from xero_component.sandbox.wire import ApiRequest

MOST_PERIODS: Final = 12
_EARLIEST, _LATEST = 1900, 2200
_TIMEFRAMES: Mapping[str, int] = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
_DAY = timedelta(days=1)


def month_start(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Return the last day of a month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, months: int) -> date:
    """Move a day by whole months; the last day of a month stays the last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    last = month_end(first)
    return last if day == month_end(day) else first.replace(day=min(day.day, last.day))


def financial_year_start(organisation: Organisation, day: date) -> date:
    """Return the first day of the financial year in which a day lies."""
    month = organisation.details.get("FinancialYearEndMonth", 12)
    end_day = organisation.details.get("FinancialYearEndDay", 31)

    def end(year: int) -> date:
        return date(year, month, min(end_day, monthrange(year, month)[1]))

    year = day.year if day > end(day.year) else day.year - 1
    return end(year) + _DAY


def report_day(request: ApiRequest, name: str) -> date | None:
    """Read a date that a report can be about. Raises RequestRefusedError (number 16)."""
    day = day_of(request, name)
    if day is not None and not _EARLIEST <= day.year <= _LATEST:
        raise query_invalid(f"'{day.isoformat()}' is not a valid {name}")
    return day


def report_range(request: ApiRequest, today: date) -> tuple[date, date]:
    """Read `fromDate` and `toDate`; what is missing is the month of the other, or of today.

    Raises RequestRefusedError (number 16) for dates that cannot be read or stand the wrong way.
    """
    start, end = report_day(request, "fromDate"), report_day(request, "toDate")
    start = start or month_start(end or today)
    end = end or month_end(start)
    if end < start:
        raise query_invalid("The fromDate must not be after the toDate")
    return start, end


def months_back(request: ApiRequest) -> Sequence[int]:
    """Read `periods` and `timeframe`: by how many months each column lies before the first.

    Raises RequestRefusedError (number 16).
    """
    text = (request.parameter("timeframe") or "MONTH").strip().upper()
    if text not in _TIMEFRAMES:
        raise query_invalid(f"'{text[:50]}' is not a valid timeframe")
    step = _TIMEFRAMES[text]
    return [number * step for number in range(whole_number(request, "periods", 0) + 1)]


def whole_number(request: ApiRequest, name: str, default: int) -> int:
    """Read a number from 1 to 12. Raises RequestRefusedError (number 16)."""
    text = (request.parameter(name) or "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        raise query_invalid(f"'{text[:50]}' is not a valid {name}")
    number = int(text)
    if not 1 <= number <= MOST_PERIODS:
        raise query_invalid(f"{name} must be between 1 and {MOST_PERIODS}")
    return number


def long_day(day: date) -> str:
    """Write a day as titles do: 3 April 2026."""
    return f"{day.day} {day:%B} {day.year}"


def long_range(start: date, end: date) -> str:
    """Write a range of days as titles do."""
    return f"{long_day(start)} to {long_day(end)}"


def short_day(day: date) -> str:
    """Write a day as columns do: 3 Apr 2026."""
    return f"{day.day} {day:%b} {day.year}"
