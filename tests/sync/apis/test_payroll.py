"""Employees and timesheets of each country, on the wire."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sync import databases
from tests.sync.apis.answering import Apis
from tests.sync.running import EVERYTHING, run
from xero_component.catalogue.apis import APIS, Api
from xero_component.catalogue.fields import read_instant
from xero_component.catalogue.rows.payroll import (
    PAYROLL_AU_EMPLOYEES,
    PAYROLL_AU_TIMESHEETS,
    PAYROLL_AU_TIMESHEETS_V2,
    PAYROLL_NZ_EMPLOYEES,
    PAYROLL_NZ_TIMESHEETS,
    PAYROLL_UK_EMPLOYEES,
    PAYROLL_UK_TIMESHEETS,
)
from xero_component.sync import STREAMS, Outcome, estimate
from xero_component.sync.sinks.sqlite import SqliteSink

SECOND = 1_000
BEGAN = 1_793_000_000_000
OF_COUNTRY = {
    "AU": (PAYROLL_AU_EMPLOYEES, PAYROLL_AU_TIMESHEETS, PAYROLL_AU_TIMESHEETS_V2),
    "GB": (PAYROLL_UK_EMPLOYEES, PAYROLL_UK_TIMESHEETS),
    "NZ": (PAYROLL_NZ_EMPLOYEES, PAYROLL_NZ_TIMESHEETS),
}


def au_employee(number: int) -> dict[str, Any]:
    return {
        "EmployeeID": f"e{number}",
        "FirstName": "Ann",
        "DateOfBirth": "/Date(322531200000+0000)/",
        "UpdatedDateUTC": f"/Date({BEGAN + number * SECOND}+0000)/",
        "HomeAddress": {"City": "Perth"},
    }


def au_list(rows: list[dict[str, Any]], request: httpx.Request) -> dict[str, Any]:
    """Answer as Payroll AU does: If-Modified-Since, and a hundred rows a page without counts."""
    since = request.headers.get("If-Modified-Since", "")
    kept = [row for row in rows if instant(row) >= since]
    page = int(request.url.params["page"])
    return {"Employees": kept[(page - 1) * 100 : page * 100]}


def instant(row: dict[str, Any]) -> str:
    return read_instant(row["UpdatedDateUTC"])


async def test_australian_employees_are_read_by_what_changed(path: Path):
    apis = Apis("AU")
    rows = [au_employee(number) for number in range(250)]
    apis.at(Api.PAYROLL_AU, "/Employees", lambda request: au_list(rows, request))

    first = await run(apis.client(), path, "payroll_au_employees")
    seen = len(apis.sent(PAYROLL_AU_EMPLOYEES))
    again = await run(apis.client(), path, "payroll_au_employees")

    assert (first.outcome, first.written, again.written) == (Outcome.COMPLETE, 250, 0)
    requests = apis.sent(PAYROLL_AU_EMPLOYEES)
    assert "If-Modified-Since" not in requests[0].headers
    assert dict(requests[0].url.params) == {"page": "1", "order": "UpdatedDateUTC ASC"}
    assert "If-Modified-Since" in requests[seen].headers
    [row] = [one for one in databases.table(path, "payroll_au_employees") if one["_raw"]][:1]
    assert (row["DateOfBirth"], row["HomeAddress_City"]) == ("1980-03-22", "Perth")


async def test_australian_timesheets_have_their_lines(path: Path):
    apis = Apis("AU")
    line = {"EarningsRateID": "r1", "NumberOfUnits": [7.5, 0.0]}
    sheet = {
        "TimesheetID": "t1",
        "StartDate": "/Date(1793491200000+0000)/",
        "Hours": 7.5,
        "TimesheetLines": [line],
        "UpdatedDateUTC": f"/Date({BEGAN}+0000)/",
    }
    apis.always(Api.PAYROLL_AU, "/Timesheets", {"Timesheets": [sheet]})

    report = await run(apis.client(), path, "payroll_au_timesheets")

    assert (report.outcome, report.written) == (Outcome.COMPLETE, 1)
    [row] = databases.table(path, "payroll_au_timesheets")
    assert (row["StartDate"], row["Hours"]) == ("2026-11-01", "7.5")
    [below] = databases.table(path, "payroll_au_timesheets_timesheet_lines")
    assert (below["EarningsRateID"], below["NumberOfUnits"]) == ("r1", "[7.5,0.0]")


@pytest.mark.parametrize("obj", [PAYROLL_UK_EMPLOYEES, PAYROLL_NZ_EMPLOYEES], ids=lambda o: o.key)
async def test_british_and_new_zealand_employees_are_read_page_by_page(obj: Any, path: Path):
    apis = Apis(obj.countries[0])
    rows = [{"employeeID": f"e{number}", "address": {"city": "Hull"}} for number in range(205)]
    apis.pages(obj, rows)

    report = await run(apis.client(), path, obj.key)

    assert (report.outcome, report.written) == (Outcome.COMPLETE, 205)
    asked = [dict(request.url.params) for request in apis.sent(obj)]
    assert all(one.keys() == {"page"} for one in asked)
    assert {one["page"] for one in asked} == {"1", "2", "3"}
    assert databases.table(path, obj.key)[0]["address_city"] == "Hull"


@pytest.mark.parametrize(
    "obj",
    [PAYROLL_AU_TIMESHEETS_V2, PAYROLL_UK_TIMESHEETS, PAYROLL_NZ_TIMESHEETS],
    ids=lambda obj: obj.key,
)
async def test_lines_are_fetched_for_those_timesheets_that_changed(obj: Any, path: Path):
    apis = Apis(obj.countries[0])
    rows = [
        {"timesheetID": f"t{number}", "updatedDateUTC": f"2026-11-{number + 1:02}T09:00:00"}
        for number in range(12)
    ]
    apis.pages(obj, rows)
    for row in rows:
        whole = {**row, "timesheetLines": [{"date": "2026-11-02", "numberOfUnits": 7.25}]}
        reply = {"problem": None, "timesheet": whole}
        apis.always(Api.PAYROLL, f"/Timesheets/{row['timesheetID']}", reply)

    first = await run(apis.client(), path, obj.key)
    again = await run(apis.client(), path, obj.key)

    assert (first.written, again.written) == (12, 0)
    assert again.calls == 3  # the organisation, the list, and the last timesheet
    lines = databases.table(path, f"{obj.key}_timesheet_lines")
    assert len(lines) == 12
    assert (lines[0]["date"], lines[0]["numberOfUnits"]) == ("2026-11-02", "7.25")
    removed = rows.pop(3)["timesheetID"]
    assert (await run(apis.client(), path, obj.key, EVERYTHING)).deleted == 1
    [row] = [row for row in databases.table(path, obj.key) if row["timesheetID"] == removed]
    assert row["_deleted_at"]


@pytest.mark.parametrize("country", ["AU", "GB", "NZ", "US", ""])
async def test_payroll_of_another_country_is_unavailable_and_says_why(country: str, path: Path):
    for other in OF_COUNTRY.keys() - {country}:
        for obj in OF_COUNTRY[other]:
            apis = Apis(country)

            report = await run(apis.client(), path, obj.key)

            assert report.outcome is Outcome.UNAVAILABLE
            assert other in (report.reason or "")
            assert country in (report.reason or "")
            assert len(apis.requests) == 1


@pytest.mark.parametrize("country", ["AU", "GB", "NZ"])
async def test_employees_are_read_through_the_payroll_of_the_country(country: str, path: Path):
    apis = Apis(country)
    obj = OF_COUNTRY[country][0]
    name = obj.id_field[:-2] + "ID"
    first = "FirstName" if country == "AU" else "firstName"
    apis.pages(obj, [{name: "e1", first: "Ann", "email": "ann@example.com"}])

    report = await run(apis.client(), path, "employees")

    assert (report.outcome, report.written) == (Outcome.COMPLETE, 1)
    [row] = databases.table(path, "employees")
    assert (row["EmployeeID"], row["FirstName"], row["Email"]) == ("e1", "Ann", "ann@example.com")
    sent = [request.url.path for request in apis.requests]
    assert sent[-1].startswith(APIS[obj.api].path)


async def test_employees_of_a_country_without_payroll_are_unavailable(path: Path):
    report = await run(Apis("US").client(), path, "employees")

    assert report.outcome is Outcome.UNAVAILABLE
    assert "removed employees" in (report.reason or "")
    assert "US" in (report.reason or "")


async def test_an_employee_who_is_gone_is_asked_for_by_id(path: Path):
    apis = Apis("GB")
    rows = [{"employeeID": "e1"}, {"employeeID": "e2"}]
    apis.pages(PAYROLL_UK_EMPLOYEES, rows)
    await run(apis.client(), path, "employees")
    rows.pop()

    assert (await run(apis.client(), path, "employees")).deleted == 1
    assert apis.sent(PAYROLL_UK_EMPLOYEES, "/Employees/e2")


async def test_problem_json_of_payroll_is_told(path: Path):
    apis = Apis("GB")
    problem = {"type": "about:blank", "title": "BadRequest", "status": 400, "detail": "No payroll"}
    apis.at(Api.PAYROLL, "/Employees", lambda _r: httpx.Response(400, json={"problem": problem}))

    report = await run(apis.client(), path, "payroll_uk_employees")

    assert report.outcome is Outcome.UNAVAILABLE
    assert "No payroll" in (report.reason or "")


async def test_an_estimate_takes_no_call_for_payroll(path: Path):
    apis = Apis("AU")
    async with SqliteSink(path) as sink:
        found = await estimate(apis.client(), [STREAMS["employees"]], sink)

    assert (found.calls, found.spent, apis.requests) == (2, 0, [])
