"""Values that other connectors bend or drop, and that arrive here as Xero means them."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.sync import databases
from tests.sync.model import Model, ModelClient, guid
from tests.sync.running import run
from xero_component.catalogue.objects import INVOICES
from xero_component.sync import STREAMS, Outcome


@pytest.mark.parametrize(
    "sent",
    [
        "/Date(1763596800000+0000)/",
        "/Date(1763596800000+1300)/",
        "/Date(1763596800000)/",
        "2025-11-20T00:00:00",
    ],
)
async def test_an_offset_behind_a_date_moves_no_day(
    sent: str, model: Model, xero: ModelClient, path: Path
):
    day = "2025-11-20"
    model.put(INVOICES, guid(1), FullyPaidOnDate=sent, Date=sent, Payments=[{"Date": sent}])

    await run(xero, path, "invoices")

    [row] = databases.table(path, "invoices")
    [payment] = databases.table(path, "invoices_payments")
    assert (row["Date"], row["FullyPaidOnDate"], payment["Date"]) == (day, day, day)


async def test_a_row_with_a_value_of_another_type_is_kept_and_told(
    model: Model, xero: ModelClient, path: Path
):
    model.put(INVOICES, guid(1), Total="a lot", AmountDue=Decimal("1.10"))

    report = await run(xero, path, "invoices")

    assert report.outcome is Outcome.COMPLETE
    [row] = databases.table(path, "invoices")
    assert (row["Total"], row["AmountDue"]) == (None, "1.10")
    assert '"Total":"a lot"' in row["_raw"]
    assert [(one.field, count) for one, count in report.misfits.items()] == [("Total", 1)]


async def test_an_organisation_without_a_record_has_every_column(xero: ModelClient, path: Path):
    await run(xero, path, "invoices")

    assert databases.table(path, "invoices") == []
    columns = databases.query(path, "SELECT name FROM pragma_table_info('invoices')")
    named = {column.name for column in STREAMS["invoices"].table.columns}
    assert named <= {name for (name,) in columns}
