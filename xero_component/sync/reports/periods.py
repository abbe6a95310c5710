"""The months that reports are read for."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from xero_component.catalogue.fields import wire_date
from xero_component.catalogue.rows.reports import About

AHEAD = 12
"""Months that a report of the future shows in one answer."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month in which a day lies."""
        return cls(day.replace(day=1))

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def end(self) -> datetime:
        """Its last day, as the moment by which periods are put in order."""
        return datetime(self.last.year, self.last.month, self.last.day, tzinfo=UTC)

    def later(self, months: int) -> "Month":
        """Return the month some months later, or before; never one out of the calendar."""
        count = self.first.year * 12 + self.first.month - 1 + months
        year, month = divmod(min(max(count, date.min.year * 12), date.max.year * 12 + 11), 12)
        return Month(date(year, month + 1, 1))


@dataclass(frozen=True, slots=True)
class Span:
    """Some months, one after the other, that one answer tells about."""

    months: tuple[Month, ...]

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when on, and up to when, its rows are, by the moment of their period."""
        return self.months[0].end, self.months[-1].end + timedelta(seconds=1)


def spans(about: About, first: Month, now: Month) -> list[Span]:
    """Return what to ask for, from a month to the present one, or as far as there are plans.

    What an answer of several months shows depends on which ones they are. So those are always the
    twelve of a year of the calendar, whichever month a run begins with.
    """
    if about is not About.MONTHS:
        return [Span((month,)) for month in _between(first, now)]
    years = range(first.first.year, now.later(AHEAD - 1).first.year + 1)
    return [Span(tuple(Month(date(year, month, 1)) for month in range(1, 13))) for year in years]


def query_of(about: About, span: Span) -> Mapping[str, str]:
    """Return the query parameters with which a report tells about some months."""
    month = span.months[0]
    if about is About.RANGE:
        return {"fromDate": wire_date(month.first), "toDate": wire_date(month.last)}
    if about is About.DAY:
        return {"date": wire_date(month.last)}
    return {"date": wire_date(month.first), "periods": str(len(span.months)), "timeframe": "1"}


def _between(first: Month, last: Month) -> list[Month]:
    count = (last.first.year - first.first.year) * 12 + last.first.month - first.first.month
    return [first.later(number) for number in range(count + 1)]
