from typing import Any

import pytest

from tests.actions.wire import Run, Wire

OPTION = {"TrackingOptionID": "o", "Name": "North", "Status": "ACTIVE"}
ROW = {"TrackingCategoryID": "t", "Name": "Region", "Status": "ACTIVE", "Options": [OPTION]}


async def test_the_categories_are_listed_with_their_options(run: Run, wire: Wire):
    wire.answer({"TrackingCategories": [ROW]})

    assert await run("list_tracking_categories") == {"records": [ROW], "paging": None}
    assert (wire.one.line, wire.one.query) == ("GET /TrackingCategories", {})


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ({"include_archived": True}, {"includeArchived": "true"}),
        ({"include_archived": False}, {}),
        ({"where": 'Name=="Region"', "order": "Name ASC"}, None),
    ],
)
async def test_what_is_asked_for_goes_to_xero(
    run: Run, wire: Wire, raw: dict[str, Any], query: dict[str, str] | None
):
    wire.answer({"TrackingCategories": []})

    await run("list_tracking_categories", **raw)

    assert wire.one.query == (raw if query is None else query)
