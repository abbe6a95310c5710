"""The months that reports are read for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.catalogue.rows.reports import About
from xero_component.sync.reports.periods import AHEAD, Month, query_of, spans

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@given(DAYS, st.integers(-200, 200))
def test_months_follow_each_other_without_a_day_between(day: date, count: int):
    month = Month.of(day)

    assert month.first <= day <= month.last
    assert month.later(1).first == month.last + timedelta(days=1)
    assert month.later(count).later(-count) == month


def asked(about: About, first: Month, now: Month) -> list[Month]:
    return [month for span in spans(about, first, now) for month in span.months]


@given(st.sampled_from([About.RANGE, About.DAY]), DAYS, st.integers(0, 60))
def test_every_month_is_asked_for_once_and_in_order(about: About, day: date, count: int):
    first = Month.of(day)

    found = asked(about, first, first.later(count))

    assert found == [first.later(number) for number in range(count + 1)]


@given(DAYS, st.integers(0, 60), st.integers(0, 12))
def test_plans_are_asked_for_by_years_whichever_month_a_run_begins_with(
    day: date, count: int, later: int
):
    first = Month.of(day)
    now = first.later(count)

    found = asked(About.MONTHS, first, now)

    assert found == [found[0].later(number) for number in range(len(found))]
    assert {first, now.later(AHEAD - 1)} <= set(found)
    years = spans(About.MONTHS, first, now)
    assert {span.months[0].first.month for span in years} == {1}
    after = spans(About.MONTHS, first.later(later), now.later(later))
    known = {span.months[0]: span for span in years}
    assert all(known.get(span.months[0], span) == span for span in after)


def test_a_start_in_the_future_asks_for_nothing():
    now = Month.of(date(2026, 11, 20))

    assert spans(About.RANGE, now.later(1), now) == []


@pytest.mark.parametrize(
    ("about", "query"),
    [
        (About.RANGE, {"fromDate": "2028-02-01", "toDate": "2028-02-29"}),
        (About.DAY, {"date": "2028-02-29"}),
        (About.MONTHS, {"date": "2028-01-01", "periods": "12", "timeframe": "1"}),
    ],
)
def test_a_month_is_asked_for_by_its_days(about: About, query: dict[str, str]):
    month = Month.of(date(2028, 2, 9))

    assert query_of(about, spans(about, month, month)[0]) == query
