"""Assets, projects and files, on the wire."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sync import databases
from tests.sync.apis.answering import Apis, paged
from tests.sync.running import run
from xero_component.catalogue.apis import Api
from xero_component.catalogue.rows.other_apis import (
    ASSET_TYPES,
    ASSETS,
    FILES,
    FOLDERS,
    PROJECT_TASKS,
    PROJECT_TIME,
    PROJECT_USERS,
    PROJECTS,
)
from xero_component.sync import STREAMS, Outcome, sync
from xero_component.sync.sinks.sqlite import SqliteSink


@pytest.fixture
def apis() -> Apis:
    return Apis()


def params(request: httpx.Request) -> dict[str, str]:
    return dict(request.url.params)


async def test_assets_are_read_status_by_status_to_the_last_page(apis: Apis, path: Path):
    def answer(request: httpx.Request) -> dict[str, Any]:
        status = params(request)["status"]
        rows = [
            {
                "assetId": f"{status}-{number}",
                "assetStatus": status.title(),
                "purchaseDate": "2020-01-31T00:00:00",
                "purchasePrice": 0.1,
                "bookDepreciationSetting": {"depreciationRate": 33.3333},
            }
            for number in range(0 if status == "DRAFT" else 130)
        ]
        return paged(ASSETS, rows, request)

    apis.at(Api.ASSETS, "/Assets", answer)

    report = await run(apis.client(), path, "assets")

    assert (report.outcome, report.written) == (Outcome.COMPLETE, 260)
    asked = [params(request) for request in apis.sent(ASSETS)]
    assert {one["status"] for one in asked} == {"DRAFT", "REGISTERED", "DISPOSED"}
    assert {one["pageSize"] for one in asked} == {"100"}
    [row] = databases.query(
        path,
        "SELECT purchaseDate, purchasePrice, bookDepreciationSetting_depreciationRate"
        " FROM assets WHERE assetId = 'DISPOSED-129'",
    )
    assert row == ("2020-01-31", "0.1", "33.3333")


async def test_an_asset_that_changes_its_status_is_not_taken_for_gone(apis: Apis, path: Path):
    listed = [{"assetId": "a1"}]
    apis.pages(ASSETS, listed)
    apis.at(Api.ASSETS, "/Assets/a1", lambda _request: {"assetId": "a1"})
    await run(apis.client(), path, "assets")
    listed.clear()

    report = await run(apis.client(), path, "assets")

    assert report.deleted == 0
    apis.at(Api.ASSETS, "/Assets/a1", lambda _request: httpx.Response(404))
    assert (await run(apis.client(), path, "assets")).deleted == 1


@pytest.mark.parametrize("obj", [ASSET_TYPES, FOLDERS], ids=lambda obj: obj.key)
async def test_a_list_without_an_envelope_is_read(obj: Any, apis: Apis, path: Path):
    apis.at(obj.api, f"/{obj.path}", lambda _request: [{obj.id_field: "t1"}, {obj.id_field: "t2"}])

    report = await run(apis.client(), path, obj.key)

    assert (report.outcome, report.written, report.calls) == (Outcome.COMPLETE, 2, 1)
    assert params(apis.sent(obj)[0]) == {}


async def test_files_are_read_a_hundred_a_page_the_oldest_first(apis: Apis, path: Path):
    files = [{"Id": f"f{number}", "Size": number, "User": {"Id": "u1"}} for number in range(230)]

    def answer(request: httpx.Request) -> dict[str, Any]:
        page = int(params(request)["page"])
        some = files[(page - 1) * 100 : page * 100]
        return {"TotalCount": 230, "Page": page, "PerPage": 100, "Items": some}

    apis.at(Api.FILES, "/Files", answer)

    report = await run(apis.client(), path, "files")

    assert (report.written, report.expected) == (230, 230)
    wanted = {"page": "1", "pagesize": "100", "sort": "CreatedDateUTC", "direction": "ASC"}
    assert params(apis.sent(FILES)[0]) == wanted


async def test_projects_are_read_five_hundred_a_page_with_exact_amounts(apis: Apis, path: Path):
    rows: list[dict[str, Any]] = [{"projectId": f"p{number}"} for number in range(501)]
    rows[0] |= {
        "totalInvoiced": {"currency": "AUD", "value": 1234567.89},
        "deadlineUtc": "2026-11-20T09:00:00",
    }
    apis.pages(PROJECTS, rows)

    report = await run(apis.client(), path, "projects")

    assert report.written == 501
    assert {params(request)["pageSize"] for request in apis.sent(PROJECTS)} == {"500"}
    held = {row["projectId"]: row for row in databases.table(path, "projects")}
    assert Decimal(held["p0"]["totalInvoiced_value"]) == Decimal("1234567.89")
    assert held["p0"]["deadlineUtc"] == "2026-11-20T09:00:00Z"


@pytest.mark.parametrize("obj", [PROJECT_TASKS, PROJECT_TIME], ids=lambda obj: obj.key)
async def test_what_is_in_projects_is_read_project_by_project(obj: Any, apis: Apis, path: Path):
    apis.pages(PROJECTS, [{"projectId": "p1"}, {"projectId": "p2"}, {"projectId": "gone"}])
    for parent in ("p1", "p2"):
        rows = [{obj.id_field: f"{parent}-{number}"} for number in range(501)]
        apis.pages(obj, rows, f"/Projects/{parent}/{obj.path}")

    report = await run(apis.client(), path, obj.key)

    assert (report.outcome, report.written) == (Outcome.COMPLETE, 1002)
    rows = databases.table(path, obj.key)
    assert {(row["projectId"], row[obj.id_field][:2]) for row in rows} == {
        ("p1", "p1"),
        ("p2", "p2"),
    }
    assert apis.sent(obj, f"/Projects/gone/{obj.path}")


async def test_who_works_on_projects_is_read(apis: Apis, path: Path):
    apis.pages(PROJECT_USERS, [{"userId": "u1", "name": "Ann"}])

    assert (await run(apis.client(), path, "project_users")).written == 1


async def test_an_api_that_is_closed_to_the_organisation_stops_nothing_else(path: Path):
    apis = Apis()
    closed = {"Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}
    for api, place in ((Api.PROJECTS, "/Projects"), (Api.ASSETS, "/Assets")):
        apis.at(api, place, lambda _request: httpx.Response(403, json=closed))
    apis.pages(FILES, [{"Id": "f1"}])
    chosen = [STREAMS[key] for key in ("assets", "projects", "project_tasks", "files")]

    async with SqliteSink(path) as sink:
        report = await sync(apis.client(), chosen, sink)

    outcomes = {key: one.outcome for key, one in report.streams.items()}
    assert outcomes.pop("files") is Outcome.COMPLETE
    assert set(outcomes.values()) == {Outcome.UNAVAILABLE}
    assert "not in every plan" in (report.streams["projects"].reason or "")
    assert report.stopped_by is None
