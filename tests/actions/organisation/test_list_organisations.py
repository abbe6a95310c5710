from typing import Any

import pytest

from tests.actions.wire import TENANT, Held, Run, Wire


def tenant(key: str, event: str, **more: Any) -> dict[str, Any]:
    return {"id": f"c-{key}", "authEventId": event, "tenantId": key, "tenantName": key, **more}


async def test_only_the_organisations_of_this_consent_are_listed(run: Run, wire: Wire):
    ours, sibling = tenant(TENANT, "e-2"), tenant("other", "e-2")
    wire.answer([tenant("older", "e-1"), ours, sibling])

    listed = await run("list_organisations")

    assert listed == {"records": [ours, sibling], "paging": None}
    assert wire.one.path == "/connections"
    assert "xero-tenant-id" not in wire.one.headers


async def test_an_organisation_that_is_no_longer_connected_has_no_siblings(run: Run, wire: Wire):
    wire.answer([tenant("older", "e-1"), tenant("other", "e-2")])

    assert (await run("list_organisations"))["records"] == []


@pytest.mark.parametrize("held", [Held(None)])
async def test_a_custom_connection_lists_its_only_organisation(run: Run, wire: Wire, held: Held):
    only = tenant("only", "e-1")
    wire.answer([only])

    assert (await run("list_organisations"))["records"] == [only]
