"""What the demo organisations hold outside their books."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from xero_component.sandbox.other_apis.library import Record

CURRENCIES = {"AU": "AUD", "GB": "GBP"}


def demo_records(country: str, now: datetime) -> Mapping[str, Sequence[Record]]:
    """Return records by object; ids are the same each time."""
    return {**_assets(), **_files(now), **_projects(CURRENCIES[country], now), **_payroll(country)}


def guid(*about: Any) -> str:
    """Return the id of a demo record."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, about))))


def _assets() -> Mapping[str, Sequence[Record]]:
    setting = {
        "depreciationMethod": "StraightLine",
        "averagingMethod": "ActualDays",
        "depreciationRate": Decimal("33.3333"),
        "depreciationCalculationMethod": "None",
    }
    kinds = [
        {
            "assetTypeId": guid("asset type", name),
            "assetTypeName": name,
            "bookDepreciationSetting": setting,
            "locks": 0,
        }
        for name in ("Computer Equipment", "Office Equipment")
    ]
    bought = [
        ("FA-0001", "Laptop", "Draft", "1899.00"),
        ("FA-0002", "Standing desk", "Registered", "649.95"),
        ("FA-0003", "Old printer", "Disposed", "320.10"),
    ]
    assets = [
        {
            "assetId": guid("asset", number),
            "assetName": name,
            "assetNumber": number,
            "assetTypeId": kinds[place % 2]["assetTypeId"],
            "assetStatus": status,
            "purchaseDate": f"2025-0{place + 1}-31T00:00:00" if place != 1 else "2025-02-28",
            "purchasePrice": Decimal(price),
            "bookDepreciationSetting": setting,
            "bookDepreciationDetail": {"residualValue": Decimal("100.50")},
            "canRollback": True,
            "accountingBookValue": Decimal(price),
            "isDeleteEnabledForDate": True,
        }
        for place, (number, name, status, price) in enumerate(bought)
    ]
    return {"asset_types": kinds, "assets": assets}


def _files(now: datetime) -> Mapping[str, Sequence[Record]]:
    folders = [
        {
            "Id": guid("folder", name),
            "Name": name,
            "FileCount": count,
            "Email": "inbox.demo@sandbox.example" if is_inbox else "",
            "IsInbox": is_inbox,
        }
        for name, count, is_inbox in (("Inbox", 1, True), ("Contracts", 2, False))
    ]
    named = [("receipt.png", "image/png", 0), ("lease.pdf", "application/pdf", 1)]
    files = [
        {
            "Id": guid("file", name),
            "Name": name,
            "MimeType": kind,
            "Size": 1024 * (place + 1),
            "FolderId": folders[folder]["Id"],
            "User": {"Id": guid("user"), "Name": "demo", "FullName": "Demo User"},
            "CreatedDateUtc": _day_before(now, 9 - place),
            "UpdatedDateUtc": _day_before(now, 9 - place),
        }
        for place, (name, kind, folder) in enumerate([*named, ("Vertrag – Büro.pdf", "", 1)])
    ]
    return {"folders": folders, "files": files}


def _projects(currency: str, now: datetime) -> Mapping[str, Sequence[Record]]:
    def amount(value: str) -> Record:
        return {"currency": currency, "value": Decimal(value)}

    user = {"userId": guid("user"), "name": "Demo User", "email": "demo@sandbox.example"}
    projects, tasks, entries = [], [], []
    for name in ("New kitchen", "Website"):
        project = guid("project", name)
        projects.append(
            {
                "projectId": project,
                "contactId": guid("contact", name),
                "name": name,
                "currencyCode": currency,
                "status": "INPROGRESS",
                "deadlineUtc": _day_before(now, -30),
                "minutesLogged": 135,
                "estimate": amount("9999.90"),
                "totalInvoiced": amount("1234.56"),
            }
        )
        for what in ("Planning", "Building"):
            task = guid("task", name, what)
            tasks.append(
                {
                    "taskId": task,
                    "projectId": project,
                    "name": what,
                    "rate": amount("85.55"),
                    "chargeType": "TIME",
                    "status": "ACTIVE",
                    "totalMinutes": 135,
                    "totalAmount": amount("192.49"),
                }
            )
            entries.append(
                {
                    "timeEntryId": guid("time", name, what),
                    "userId": user["userId"],
                    "projectId": project,
                    "taskId": task,
                    "dateUtc": _day_before(now, 2),
                    "dateEnteredUtc": _day_before(now, 1),
                    "duration": 135,
                    "description": f"{what} 🛠",
                    "status": "ACTIVE",
                }
            )
    return {
        "projects": projects,
        "project_tasks": tasks,
        "project_time_entries": entries,
        "project_users": [user],
    }


def _payroll(country: str) -> Mapping[str, Sequence[Record]]:
    people = [("Ann", "Archer"), ("Bob", "Ødegård")]
    if country == "AU":
        employees = [
            {
                "EmployeeID": guid("employee", first),
                "Status": "ACTIVE",
                "FirstName": first,
                "LastName": last,
                "DateOfBirth": "/Date(322531200000+0000)/",
                "StartDate": "/Date(1719792000000+0000)/",
                "HomeAddress": {"City": "Perth", "Region": "WA", "Country": "AUSTRALIA"},
            }
            for first, last in people
        ]
        sheets = [
            {
                "TimesheetID": guid("timesheet", first),
                "EmployeeID": guid("employee", first),
                "StartDate": "/Date(1793491200000+0000)/",
                "EndDate": "/Date(1794009600000+0000)/",
                "Status": "DRAFT",
                "Hours": Decimal("22.50"),
                "TimesheetLines": [
                    {"EarningsRateID": guid("rate"), "NumberOfUnits": [7.5, 7.5, 7.5, 0, 0, 0, 0]}
                ],
            }
            for first, _ in people
        ]
        return {
            "payroll_au_employees": employees,
            "payroll_au_timesheets": sheets,
            "payroll_au_timesheets_v2": _timesheets(people),
        }
    employees = [
        {
            "employeeID": guid("employee", first),
            "firstName": first,
            "lastName": last,
            "dateOfBirth": "1980-03-22T00:00:00",
            "startDate": "2024-07-01T00:00:00",
            "address": {"addressLine1": "1 Quay", "city": "Hull", "postCode": "HU1 1AA"},
        }
        for first, last in people
    ]
    return {"payroll_uk_employees": employees, "payroll_uk_timesheets": _timesheets(people)}


def _timesheets(people: Sequence[tuple[str, str]]) -> list[Record]:
    first_day = date(2026, 11, 2)
    return [
        {
            "timesheetID": guid("timesheet", first, 2),
            "employeeID": guid("employee", first),
            "payrollCalendarID": guid("calendar"),
            "startDate": "2026-11-02T00:00:00",
            "endDate": "2026-11-08T00:00:00",
            "status": "Draft",
            "totalHours": Decimal("14.75"),
            "timesheetLines": [
                {
                    "timesheetLineID": guid("line", first, number),
                    "date": f"{first_day + timedelta(days=number)}T00:00:00",
                    "earningsRateID": guid("rate"),
                    "numberOfUnits": units,
                }
                for number, units in enumerate((Decimal("7.25"), Decimal("7.50")))
            ],
        }
        for first, _ in people
    ]


def _day_before(now: datetime, days: int) -> str:
    return (now - timedelta(days=days)).strftime("%Y-%m-%dT09:00:00")
