"""Rows with Python's own types."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.sync.model import Model, guid
from xero_component.catalogue.objects import INVOICES
from xero_component.sync import STREAMS, Type
from xero_component.sync.typed_rows import typed


async def test_days_and_moments_come_as_such_where_that_is_wanted(model: Model, xero: Any):
    line = {"LineItemID": "l1", "LineAmount": Decimal("0.10")}
    payment = {"PaymentID": "p1", "Date": "/Date(1763596800000+0000)/"}
    model.put(INVOICES, guid(1), Date="2025-11-20", Payments=[payment], LineItems=[line])

    [[row]] = [page async for page in STREAMS["invoices"].read(xero, types=True)]
    [[plain]] = [page async for page in STREAMS["invoices"].read(xero)]

    assert row["Date"] == row["Payments"][0]["Date"] == date(2025, 11, 20)
    assert row["UpdatedDateUTC"] == model.rows["Invoices"][guid(1)]["changed"].replace(
        microsecond=row["UpdatedDateUTC"].microsecond
    )
    assert row["UpdatedDateUTC"].tzinfo is not None
    assert row["LineItems"] == plain["LineItems"] == [line]
    assert plain["Date"] == "2025-11-20"


@pytest.mark.parametrize("value", [None, "", "soon", 5, [], {"a": 1}])
def test_what_is_no_day_or_moment_stays_as_it_came(value: Any):
    row = {
        "Date": value,
        "UpdatedDateUTC": value,
        "Payments": value,
        "Contact": value,
        "New": value,
    }

    assert typed(row, STREAMS["invoices"].record) == row


@pytest.mark.parametrize("key", STREAMS)
def test_every_day_and_moment_of_a_stream_is_one(key: str):
    stream = STREAMS[key]
    texts = {Type.DATE: "2026-11-20", Type.INSTANT: "2026-11-20T08:15:30.123Z"}
    wanted = {
        Type.DATE: date(2026, 11, 20),
        Type.INSTANT: datetime(2026, 11, 20, 8, 15, 30, 123000, tzinfo=UTC),
    }
    for column in stream.table.columns:
        if column.type in texts and len(column.path) == 1:
            [name] = column.path
            assert typed({name: texts[column.type]}, stream.record)[name] == wanted[column.type]
