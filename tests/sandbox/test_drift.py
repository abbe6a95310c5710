"""Lists that change while they are read, page by page, over the real ledger."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.sandbox.oauth_client import OAuthClient
from xero_component.sandbox import Sandbox, SandboxClock, parse_fault

JSON = {"Accept": "application/json"}


@pytest.fixture
def sandbox() -> Sandbox:
    """The demonstration organisations, with a clock that stands still."""
    return Sandbox(clock=SandboxClock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)), limits=None)


@pytest.fixture
async def app(http: httpx.AsyncClient, sandbox: Sandbox) -> OAuthClient:
    app = OAuthClient(http, tenant_id=sandbox.tenants[0]["id"])
    await app.connect()
    return app


async def read(app: OAuthClient, path: str) -> list[dict[str, Any]]:
    answer = await app.call("GET", path, headers=JSON)
    plural = path[1:].partition("?")[0]
    records: list[dict[str, Any]] = answer.json()[plural]
    return records


def ids(records: list[dict[str, Any]], key: str = "InvoiceID") -> list[str]:
    return [record[key] for record in records]


async def test_row_that_leaves_the_list_pulls_the_others_up(
    app: OAuthClient, sandbox: Sandbox
) -> None:
    before = ids(await read(app, "/Contacts"), "ContactID")
    sandbox.faults.add(parse_fault("drift-archive@GET /Contacts"))
    second = ids(await read(app, "/Contacts?page=2&pageSize=3"), "ContactID")
    assert second == before[4:7], "the fourth contact has moved to the first page"


async def test_row_that_somebody_adds_comes_last(app: OAuthClient, sandbox: Sandbox) -> None:
    before = ids(await read(app, "/Invoices"))
    sandbox.faults.add(parse_fault("drift-add*2@GET /Invoices"))
    for page in (1, 2, 3):
        await read(app, f"/Invoices?page={page}&pageSize=3")
    after = ids(await read(app, "/Invoices"))
    assert after[:-2] == before
    assert len(after) == len(before) + 2


async def test_voided_row_moves_to_the_end(app: OAuthClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(parse_fault("drift-void@GET /Invoices"))
    await read(app, "/Invoices?page=1")
    whole = await read(app, "/Invoices")
    assert whole[-1]["Status"] == "VOIDED"
    assert whole[-1]["UpdatedDateUTC"] == "/Date(1772443800000+0000)/"


async def test_silent_edit_leaves_the_order_alone(app: OAuthClient, sandbox: Sandbox) -> None:
    before = await read(app, "/Invoices?page=1")
    sandbox.faults.add(parse_fault("drift-silent@GET /Invoices"))
    after = await read(app, "/Invoices?page=1")
    assert ids(after) == ids(before)
    changed = [one for one, other in zip(after, before, strict=True) if one != other]
    assert len(changed) == 1
    moments = [one["UpdatedDateUTC"] for one in after]
    assert moments == [one["UpdatedDateUTC"] for one in before]


async def test_five_rows_get_one_time(app: OAuthClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(parse_fault("drift-equal@GET /Invoices"))
    await read(app, "/Invoices?page=1")
    whole = await read(app, "/Invoices")
    assert len({one["UpdatedDateUTC"] for one in whole[-5:]}) == 1
    assert whole[-6]["UpdatedDateUTC"] != whole[-5]["UpdatedDateUTC"]


@pytest.mark.parametrize("fault", ["drift-void", "drift-delete", "drift-silent", "drift-archive"])
@pytest.mark.parametrize("path", ["/Contacts", "/Payments", "/Overpayments", "/Nothing", "/"])
async def test_edit_that_a_list_does_not_have_leaves_it_alone(
    app: OAuthClient, sandbox: Sandbox, fault: str, path: str
) -> None:
    plain = (await app.call("GET", f"{path}?page=1", headers=JSON)).status_code
    sandbox.faults.add(parse_fault(f"{fault}@GET {path}"))
    answer = await app.call("GET", f"{path}?page=1", headers=JSON)
    assert answer.status_code == plain
    assert sandbox.faults.pending() == []


async def test_edits_send_webhooks_as_any_change_does(app: OAuthClient, sandbox: Sandbox) -> None:
    sandbox.webhooks.url = "http://127.0.0.1:9/hook"
    sandbox.edit("void", "Invoices")
    sandbox.edit("archive", "Contacts")
    sandbox.edit("silent", "Invoices")
    assert sandbox.webhooks.state()["pending_events"] == 2


async def test_the_same_edits_lead_to_the_same_ledger(app: OAuthClient, sandbox: Sandbox) -> None:
    async def after_edits() -> list[dict[str, Any]]:
        sandbox.reset()
        for kind in ("add", "void", "delete", "silent", "equal-times"):
            sandbox.edit(kind, "Invoices", seed=3, count=2)
        return await read(app, "/Invoices?page=1")

    assert await after_edits() == await after_edits()
