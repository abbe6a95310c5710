from decimal import Decimal

import pytest

from tests.actions.wire import Run, Wire
from xero_component.errors import InputError

ROW = {"Name": "GST on Income", "TaxType": "OUTPUT", "Status": "ACTIVE"}


async def test_rates_come_as_exact_decimals(run: Run, wire: Wire):
    wire.answer({"TaxRates": [{**ROW, "EffectiveRate": 10.1, "DisplayTaxRate": 10.0}]})

    listed = await run("list_tax_rates")

    [rate] = listed["records"]
    assert rate["EffectiveRate"] == Decimal("10.1")
    assert isinstance(rate["DisplayTaxRate"], Decimal)
    assert listed["paging"] is None
    assert (wire.one.line, wire.one.query) == ("GET /TaxRates", {})


async def test_filter_and_order_go_to_xero(run: Run, wire: Wire):
    wire.answer({"TaxRates": []})

    assert (await run("list_tax_rates", where='Status=="ACTIVE"', order="Name ASC")) == {
        "records": [],
        "paging": None,
    }

    assert wire.one.query == {"where": 'Status=="ACTIVE"', "order": "Name ASC"}


async def test_what_xero_has_not_for_tax_rates_is_refused(run: Run, wire: Wire):
    with pytest.raises(InputError, match="modified_after: is not an input"):
        await run("list_tax_rates", modified_after="2026-01-01")

    assert wire.sent == []
