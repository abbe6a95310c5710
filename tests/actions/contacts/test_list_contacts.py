from typing import Any

import pytest

from tests.actions.wire import CONTACT, INVOICE, Run, Wire, assert_authorised
from xero_component.errors import InputError

PAGE = {
    "pagination": {"page": 1, "pageSize": 100, "pageCount": 1, "itemCount": 1},
    "Contacts": [{"ContactID": CONTACT, "Name": "Acme"}],
}


async def test_one_page_is_read(run: Run, wire: Wire):
    wire.answer(PAGE)

    found = await run("list_contacts")

    assert found == {"records": PAGE["Contacts"], "paging": PAGE["pagination"]}
    assert_authorised(wire.one)
    assert wire.one.line == "GET /Contacts"
    assert wire.one.query == {"page": "1", "pageSize": "100"}
    assert "if-modified-since" not in wire.one.headers


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ({"page": 3, "page_size": 1000}, {"page": "3", "pageSize": "1000"}),
        ({"ids": [CONTACT, INVOICE]}, {"IDs": f"{CONTACT},{INVOICE}"}),
        ({"search_term": "O'Brien & Co"}, {"searchTerm": "O'Brien & Co"}),
        ({"search_term": ""}, {"searchTerm": ""}),
        ({"include_archived": True}, {"includeArchived": "true"}),
        ({"summary_only": True}, {"summaryOnly": "true"}),
        ({"where": 'Name=="A\\"B"'}, {"where": 'Name=="A\\"B"'}),
        ({"order": "Name DESC"}, {"order": "Name DESC"}),
        ({"ids": None, "where": None, "search_term": None}, {}),
    ],
)
async def test_each_filter_is_sent_under_xero_s_name(
    run: Run, wire: Wire, raw: dict[str, Any], query: dict[str, str]
):
    wire.answer(PAGE)

    await run("list_contacts", **raw)

    assert wire.one.query == {"page": "1", "pageSize": "100", **query}


@pytest.mark.parametrize(
    "moment", ["2026-03-01T23:00:00+13:00", "2026-03-01T10:00:00Z", "2026-03-01T10:00:00.900"]
)
async def test_modified_after_is_sent_in_utc_to_the_second(run: Run, wire: Wire, moment: str):
    wire.answer(PAGE)

    await run("list_contacts", modified_after=moment)

    assert wire.one.headers["if-modified-since"] == "2026-03-01T10:00:00"


async def test_fetching_all_reads_every_page_once(run: Run, wire: Wire):
    pages = [
        {
            "pagination": {"page": number, "pageSize": 2, "pageCount": 3, "itemCount": 6},
            "Contacts": [{"ContactID": f"c{number}{row}"} for row in range(2)],
        }
        for number in (1, 2, 3)
    ]
    for page in pages:
        wire.answer(page)
    wire.answer({"Contacts": []})

    found = await run("list_contacts", fetch_all=True, page_size=2)

    ids = {row["ContactID"] for row in found["records"]}
    assert ids == {"c10", "c11", "c20", "c21", "c30", "c31"}
    assert len(found["records"]) == 6
    assert [sent.query["page"] for sent in wire.sent[:3]] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"page": 0}, "page"),
        ({"page": -1}, "page"),
        ({"page_size": 0}, "page_size"),
        ({"page_size": 1001}, "page_size"),
        ({"ids": [CONTACT] * 41}, "ids"),
        ({"ids": ["Acme"]}, "ids"),
        ({"ids": "x"}, "ids"),
        ({"modified_after": "31/12/2026"}, "modified_after"),
        ({"modified_after": 20261231}, "modified_after"),
        ({"fetch_all": "perhaps"}, "fetch_all"),
        ({"fetch_all": True, "page": 2}, "give page, or fetch_all, not both"),
    ],
)
async def test_wrong_input_is_refused_by_name(
    run: Run, wire: Wire, raw: dict[str, Any], field: str
):
    with pytest.raises(InputError, match=field):
        await run("list_contacts", **raw)

    assert wire.sent == []
