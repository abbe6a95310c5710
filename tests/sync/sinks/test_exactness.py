"""Totals in a sink equal the server's to the last digit; days and moments stay where they are."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.model import Model, ModelClient, guid
from tests.sync.sinks.conftest import MakePlace
from tests.sync.sinks.keeping import keep
from tests.sync.sinks.places import Place
from tests.sync.sinks.test_histories import PHASES
from xero_component.catalogue.objects import INVOICES

amounts = st.sampled_from([0, 2, 4, 12]).flatmap(
    lambda places: st.decimals(min_value=-(10**20), max_value=10**20, places=places)
)
pytestmark = [
    pytest.mark.soak,
    pytest.mark.filterwarnings("ignore:implicitly coercing SELECT"),  # dlt's
    pytest.mark.timeout(240),  # a load by dlt takes seconds
]


def value(row: dict[str, Any], *names: str) -> Any:
    """Return a value under Xero's name, or under the one that dlt makes of it."""
    return next(row[name] for name in names if name in row)


def exact(found: Any) -> Decimal:
    """CSV is text; the others must have kept a Decimal by themselves."""
    assert isinstance(found, Decimal | str)
    return Decimal(found)


@settings(
    max_examples=2,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(totals=st.lists(amounts, min_size=1, max_size=30))
def test_totals_in_the_sink_equal_the_servers_to_the_last_digit(
    make_tables: MakePlace, totals: list[Decimal]
):
    model = Model()
    for number, total in enumerate(totals):
        lines = [{"LineAmount": total, "Description": f"line {n}"} for n in range(2)]
        model.put(INVOICES, guid(number), Total=total, LineItems=lines)

    async def check(folder: Path) -> None:
        place = make_tables(folder)
        await keep(ModelClient(model), place, "invoices")
        heads, lines = place.rows("invoices"), place.rows("invoices_line_items")
        held = {value(row, "InvoiceID", "invoice_id"): row for row in heads}
        found = [exact(value(held[guid(n)], "Total", "total")) for n in range(len(totals))]
        assert found == totals
        assert sum(found) == sum(totals)
        each = [exact(value(row, "LineAmount", "line_amount")) for row in lines]
        assert sorted(each) == sorted(totals * 2)

    with TemporaryDirectory() as folder:
        anyio.run(partial(check, Path(folder)))


async def test_an_amount_that_has_no_place_is_told_and_stays_in_the_raw_record(
    model: Model, xero: ModelClient, tables: Place
):
    odd = [Decimal("0.1234567890123"), Decimal("1E+26"), Decimal("0.5000000000000")]
    for number, total in enumerate(odd):
        model.put(INVOICES, guid(number), Total=total)

    report = await keep(xero, tables, "invoices")

    rows = {value(row, "InvoiceID", "invoice_id"): row for row in tables.rows("invoices")}
    found = [value(rows[guid(n)], "Total", "total") or None for n in range(3)]
    kept = [None if one is None else Decimal(one) for one in found]
    raw = {row["InvoiceID"]: row["Total"] for row in tables.live("invoices")}
    lost = sum(one is None for one in kept)
    assert sum(report.misfits.values()) == lost
    assert lost in {0, 2}
    assert all(one in {None, total} for one, total in zip(kept, odd, strict=True))
    assert [Decimal(raw[guid(n)]) for n in range(3)] == odd


async def test_days_and_moments_are_those_of_xero(model: Model, xero: ModelClient, tables: Place):
    model.put(
        INVOICES,
        guid(1),
        DateString="2026-02-28T00:00:00",
        Date="/Date(1772236800000+0000)/",
        DueDate="/Date(253402214400000+0000)/",
    )

    await keep(xero, tables, "invoices")

    [row] = tables.rows("invoices")
    day, due = value(row, "Date", "date"), value(row, "DueDate", "due_date")
    moment = value(row, "UpdatedDateUTC", "updated_date_utc")
    if isinstance(day, str):
        day, due, moment = date.fromisoformat(day), date.fromisoformat(due), moment
        moment = datetime.fromisoformat(moment)
    assert (day, due) == (date(2026, 2, 28), date(9999, 12, 31))
    assert moment.astimezone(UTC) == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_a_day_that_is_in_no_calendar_is_told_and_not_moved(
    model: Model, xero: ModelClient, tables: Place
):
    model.put(INVOICES, guid(1), Date="2026-02-30", DateString="2026-02-30T00:00:00")

    report = await keep(xero, tables, "invoices")

    [row] = tables.rows("invoices")
    assert not value(row, "Date", "date")
    assert {misfit.field for misfit in report.misfits} >= {"Date"}
