from typing import Any

import pytest

from tests.actions.wire import Run, Wire, assert_authorised
from xero_component.errors import InputError

LIST = {"Items": [{"ItemID": "i", "Code": "BOOK"}]}


async def test_all_items_are_read_in_one_call_with_four_decimals(run: Run, wire: Wire):
    wire.answer(LIST)

    assert await run("list_items") == {"records": LIST["Items"], "paging": None}

    assert_authorised(wire.one)
    assert wire.one.line == "GET /Items"
    assert wire.one.query == {"unitdp": "4"}


@pytest.mark.parametrize("raw", [{"where": "IsSold==true"}, {"order": "Code DESC"}])
async def test_filter_and_order_are_sent_as_they_are(run: Run, wire: Wire, raw: dict[str, Any]):
    wire.answer(LIST)

    await run("list_items", **raw)

    assert wire.one.query == {"unitdp": "4", **raw}


async def test_modified_after_is_sent_in_utc_to_the_second(run: Run, wire: Wire):
    wire.answer(LIST)

    await run("list_items", modified_after="2026-03-01T10:00:00")

    assert wire.one.headers["if-modified-since"] == "2026-03-01T10:00:00"


@pytest.mark.parametrize(
    ("raw", "field"),
    [({"fetch_all": True}, "fetch_all: is not an input"), ({"modified_after": 0}, "modified_af")],
)
async def test_wrong_input_is_refused_by_name(
    run: Run, wire: Wire, raw: dict[str, Any], field: str
):
    with pytest.raises(InputError, match=field):
        await run("list_items", **raw)

    assert wire.sent == []
