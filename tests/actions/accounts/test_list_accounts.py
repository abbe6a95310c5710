from typing import Any

import pytest

from tests.actions.wire import ACCOUNT, Run, Wire, assert_authorised
from xero_component.errors import InputError

LIST = {"Accounts": [{"AccountID": ACCOUNT, "Code": "090"}]}


async def test_the_whole_chart_is_read_in_one_call(run: Run, wire: Wire):
    wire.answer(LIST)

    assert await run("list_accounts") == {"records": LIST["Accounts"], "paging": None}

    assert_authorised(wire.one)
    assert wire.one.line == "GET /Accounts"
    assert wire.one.query == {}
    assert "if-modified-since" not in wire.one.headers


@pytest.mark.parametrize(
    "raw", [{"where": 'Type=="BANK"'}, {"order": "Code DESC"}, {"where": None, "order": None}, {}]
)
async def test_filter_and_order_are_sent_as_they_are(run: Run, wire: Wire, raw: dict[str, Any]):
    wire.answer(LIST)

    await run("list_accounts", **raw)

    assert wire.one.query == {name: value for name, value in raw.items() if value is not None}


async def test_modified_after_is_sent_in_utc_to_the_second(run: Run, wire: Wire):
    wire.answer(LIST)

    await run("list_accounts", modified_after="2026-03-01T23:00:00.700+13:00")

    assert wire.one.headers["if-modified-since"] == "2026-03-01T10:00:00"


@pytest.mark.parametrize(
    ("raw", "field"),
    [({"page": 1}, "page: is not an input"), ({"modified_after": "soon"}, "modified_after: ")],
)
async def test_wrong_input_is_refused_by_name(
    run: Run, wire: Wire, raw: dict[str, Any], field: str
):
    with pytest.raises(InputError, match=field):
        await run("list_accounts", **raw)

    assert wire.sent == []
