import pytest

from tests.actions.wire import TOKEN, Run, Wire
from xero_component.errors import GiveUpError, InputError

CONNECTION = {
    "id": "c-1",
    "tenantId": "t-1",
    "tenantName": "Demo",
    "tenantType": "ORGANISATION",
    "createdDateUtc": "2026-03-02T09:00:00.1230000",
}


async def test_the_organisations_come_without_a_tenant_header(run: Run, wire: Wire):
    wire.answer([CONNECTION])

    found = await run("list_connections")

    created = "2026-03-02T09:00:00.123Z"
    assert found == {"records": [{**CONNECTION, "createdDateUtc": created}], "paging": None}
    assert (wire.one.method, wire.one.host) == ("GET", "api.xero.com")
    assert (wire.one.path, wire.one.query) == ("/connections", {})
    assert wire.one.headers["authorization"] == f"Bearer {TOKEN}"
    assert "xero-tenant-id" not in wire.one.headers


async def test_none_is_an_empty_list(run: Run, wire: Wire):
    wire.answer([])

    assert (await run("list_connections"))["records"] == []


async def test_an_answer_that_is_no_list_is_an_error(run: Run, wire: Wire):
    for _ in range(5):
        wire.answer({"connections": []})

    with pytest.raises(GiveUpError, match="not a list of connections"):
        await run("list_connections")


async def test_it_takes_no_input(run: Run, wire: Wire):
    with pytest.raises(InputError, match="page: is not an input"):
        await run("list_connections", page=1)

    assert wire.sent == []
