"""Names of fields in Xero's answers become columns: they are names there, and never SQL."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.sync.model import Model, ModelClient, guid
from tests.sync.running import run
from xero_component.catalogue.objects import INVOICES
from xero_component.sync import Outcome

ODD = (
    *('x"; DROP TABLE invoices; --', "a'b", "a\0b", "", 'a"', '")', "%s", "{0}", "?", ":a"),
    *("rowid", "select", "_xero_tenant", "REFERENCE", "Reference ", "a" * 5000, "🧾", "\x1b[2J"),
)

pytestmark = pytest.mark.outside_openapi(reason="the answers are hostile")


async def test_the_name_of_a_field_is_no_sql(tmp_path: Path) -> None:
    model, path = Model(), tmp_path / "xero.db"
    model.put(INVOICES, guid(1), Reference="kept", **{name: name for name in ODD})
    model.put(INVOICES, guid(2), Reference="kept too")
    report = await run(ModelClient(model), path, "invoices")
    assert report.outcome is Outcome.COMPLETE
    with closing(connect(path)) as database:
        [*rows] = database.execute("SELECT InvoiceID, Reference FROM invoices ORDER BY InvoiceID")
        assert rows == [(guid(1), "kept"), (guid(2), "kept too")]
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
