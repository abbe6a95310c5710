from typing import Any

import httpx
import pytest
import respx

from xero_component.api.client import XeroClient
from xero_component.api.finding import find_records
from xero_component.api.paging import Query
from xero_component.catalogue.objects import CONTACTS, ITEMS
from xero_component.errors import FixInputError, NotFoundError

SOUGHT = {"name": "Acme"}


def page(count: int, **pagination: int) -> dict[str, Any]:
    rows = [{"ContactID": f"id-{n}", "Name": f"Acme {n}"} for n in range(count)]
    return {"Contacts": rows, **({"pagination": pagination} if pagination else {})}


@pytest.mark.parametrize(
    ("answer", "outcome", "count"),
    [
        (page(0, itemCount=0), "none", 0),
        (page(1, itemCount=1), "one", 1),
        (page(2, itemCount=2), "several", 2),
        (page(100, itemCount=250), "several", 250),
        (page(1), "one", 1),
        (page(3), "several", 3),
        (page(1, itemCount=101), "several", 101),
    ],
)
async def test_none_one_and_several_are_told_apart_by_xero_s_own_count(
    xero: XeroClient, router: respx.Router, answer: dict[str, Any], outcome: str, count: int
) -> None:
    route = router.get("/Contacts").respond(json=answer)

    found = await find_records(xero, CONTACTS, Query(where="x"), sought=SOUGHT, label="Name")

    assert (found["found"], found["count"]) == (outcome, count)
    assert found["records"] == answer["Contacts"]
    assert found["record"] == (answer["Contacts"][0] if outcome == "one" else None)
    assert dict(route.calls.last.request.url.params) == {
        "where": "x", "page": "1", "pageSize": "100"
    }  # fmt: skip


async def test_a_list_without_pages_is_searched_as_well(
    xero: XeroClient, router: respx.Router
) -> None:
    router.get("/Items").respond(json={"Items": [{"ItemID": "i", "Code": "C"}]})

    found = await find_records(xero, ITEMS, Query(), sought={"code": "C"}, label="Code")

    assert found["record"] == {"ItemID": "i", "Code": "C"}


async def test_none_is_an_error_where_the_caller_says_so(
    xero: XeroClient, router: respx.Router
) -> None:
    router.get("/Contacts").respond(json=page(0))

    with pytest.raises(NotFoundError) as raised:
        await find_records(
            xero,
            CONTACTS,
            Query(),
            sought={"name": "x" * 300, "search_term": "y"},
            label="Name",
            if_none="error",
        )

    assert raised.value.message == f"No contact matches name '{'x' * 80}…', search term 'y'."


async def test_several_are_an_error_that_names_the_first_of_them(
    xero: XeroClient, router: respx.Router
) -> None:
    router.get("/Contacts").respond(json=page(7, itemCount=120))

    with pytest.raises(FixInputError) as raised:
        await find_records(xero, CONTACTS, Query(), sought=SOUGHT, label="Name", if_several="error")

    error = raised.value
    assert error.message.startswith("120 contacts match name 'Acme': Acme 0 (id-0); Acme 1 (id-1)")
    assert error.message.endswith("Acme 4 (id-4) and 115 more.")
    assert "ask for more" in error.advice
    assert error.group == "fix_input"


@pytest.mark.parametrize("settle", ["return", "error"])
async def test_one_is_never_an_error(xero: XeroClient, router: respx.Router, settle: Any) -> None:
    router.get("/Contacts").mock(return_value=httpx.Response(200, json=page(1)))

    found = await find_records(
        xero, CONTACTS, Query(), sought=SOUGHT, label="Name", if_none=settle, if_several=settle
    )

    assert found["found"] == "one"
