"""The APIs beside the Accounting API: pages, scopes, single records, and what there is not."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.conformance.in_process import BASE_URL
from xero_component.sandbox import Sandbox, SandboxClock
from xero_component.sandbox.identity.applications import (
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
)
from xero_component.sandbox.other_apis import Library, demo_records, other_apis
from xero_component.sandbox.wire import ApiRequest

SCOPES = "assets.read files.read projects.read payroll.employees payroll.timesheets.read"


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox(limits=None)


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as opened:
        granted = await opened.post(
            "/connect/token",
            auth=(CUSTOM_CONNECTION_CLIENT_ID, CUSTOM_CONNECTION_CLIENT_SECRET),
            data={"grant_type": "client_credentials", "scope": SCOPES},
        )
        opened.headers["Authorization"] = f"Bearer {granted.json()['access_token']}"
        yield opened


async def read(http: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_api_wraps_its_lists_in_its_own_way(http: httpx.AsyncClient) -> None:
    assets = await read(http, "/assets.xro/1.0/Assets", status="REGISTERED", pageSize=1)
    assert assets["pagination"] == {"page": 1, "pageSize": 1, "pageCount": 1, "itemCount": 1}
    assert isinstance(await read(http, "/assets.xro/1.0/AssetTypes"), list)
    files = await read(http, "/files.xro/1.0/Files", page=2, pagesize=2)
    assert (files["TotalCount"], files["Page"], len(files["Items"])) == (3, 2, 1)
    [project, _] = (await read(http, "/projects.xro/2.0/Projects"))["items"]
    tasks = await read(http, f"/projects.xro/2.0/Projects/{project['projectId']}/Tasks")
    assert {task["projectId"] for task in tasks["items"]} == {project["projectId"]}
    employees = await read(http, "/payroll.xro/1.0/Employees")
    assert len(employees["Employees"]) == 2


async def test_timesheets_have_lines_by_id_alone_where_payroll_has_them_so(
    http: httpx.AsyncClient,
) -> None:
    listed = await read(http, "/payroll.xro/2.0/Timesheets")
    sheet = listed["timesheets"][0]
    assert "timesheetLines" not in sheet
    one = await read(http, f"/payroll.xro/2.0/Timesheets/{sheet['timesheetID']}")
    assert len(one["timesheet"]["timesheetLines"]) == 2
    [first, _] = (await read(http, "/payroll.xro/1.0/Timesheets"))["Timesheets"]
    assert first["TimesheetLines"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/assets.xro/1.0/Assets", 400),
        ("GET", "/assets.xro/1.0/Assets?status=DRAFT&pageSize=101", 400),
        ("GET", "/assets.xro/1.0/Assets?status=DRAFT&page=0", 400),
        ("GET", "/assets.xro/1.0/Assets/nothing", 404),
        ("GET", "/projects.xro/2.0/Projects/nothing/Tasks", 404),
        ("GET", "/projects.xro/2.0/Nothing", 404),
        ("POST", "/projects.xro/2.0/Projects", 401),
        ("POST", "/payroll.xro/1.0/Employees", 405),
        ("GET", "/payroll.xro/1.0/PayRuns", 404),
    ],
)
async def test_what_cannot_be_is_refused(
    http: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert (await http.request(method, path)).status_code == status


async def test_a_scope_opens_what_it_names(sandbox: Sandbox) -> None:
    library = Library("AU", {}, sandbox.clock)
    apis = other_apis(library)
    allows = apis["/payroll.xro/1.0"].allows
    assert allows(frozenset({"payroll.employees.read"}), "GET", ("Employees",))
    assert not allows(frozenset({"payroll.employees.read"}), "POST", ("Employees",))
    assert not allows(frozenset({"payroll.employees"}), "GET", ("Timesheets",))


def test_payroll_is_that_of_the_country_and_tells_what_changed() -> None:
    clock = SandboxClock()
    library = Library("AU", demo_records("AU", clock()), clock)
    payroll = other_apis(library)["/payroll.xro/1.0"]
    clock.advance(60)
    library.put("payroll_au_employees", {"EmployeeID": "new"})
    since = f"{clock():%Y-%m-%dT%H:%M:%S}"

    found = payroll.handle(ApiRequest("GET", ("Employees",), {}, {"if-modified-since": since}))

    assert found.status == 200
    assert found.body.count(b"EmployeeID") == 1
    british = other_apis(Library("GB", demo_records("GB", clock()), clock))
    assert british["/payroll.xro/1.0"].handle(ApiRequest("GET", ("Employees",))).status == 403
    assert british["/payroll.xro/2.0"].handle(ApiRequest("GET", ("Employees",))).status == 200
    library.remove("payroll_au_employees", "new")
    with pytest.raises(KeyError):
        library.remove("payroll_au_employees", "new")
