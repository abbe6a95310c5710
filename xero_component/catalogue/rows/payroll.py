"""Payroll: employees and timesheets, under another API in each country.

https://developer.xero.com/documentation/api/payrollau/overview
https://developer.xero.com/documentation/api/payrolluk/overview
https://developer.xero.com/documentation/api/payrollnz/overview
"""

from xero_component.catalogue.apis import Api
from xero_component.catalogue.records.payroll import PayrollEmployee, PayrollTimesheet
from xero_component.catalogue.records.payroll_au import AuEmployee, AuTimesheet
from xero_component.catalogue.xero_object import Pages, XeroObject

_AU, _UK, _NZ = (
    f"Payroll of organisations in {country}."
    for country in ("Australia", "the United Kingdom", "New Zealand")
)
_EMPLOYEES, _TIMESHEETS = "payroll.employees", "payroll.timesheets"

PAYROLL_AU_EMPLOYEES: XeroObject[AuEmployee] = XeroObject(
    key="payroll_au_employees",
    api=Api.PAYROLL_AU,
    path="Employees",
    id_field="EmployeeID",
    scope=_EMPLOYEES,
    record=AuEmployee,
    pages=Pages.BARE,
    page_size=100,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    countries=("AU",),
    restricted=_AU,
)
PAYROLL_AU_TIMESHEETS: XeroObject[AuTimesheet] = XeroObject(
    key="payroll_au_timesheets",
    api=Api.PAYROLL_AU,
    path="Timesheets",
    id_field="TimesheetID",
    scope=_TIMESHEETS,
    record=AuTimesheet,
    pages=Pages.BARE,
    page_size=100,
    cursor_field="UpdatedDateUTC",
    modified_since=True,
    countries=("AU",),
    restricted=_AU,
)


def _employees(key: str, country: str, restricted: str) -> XeroObject[PayrollEmployee]:
    return XeroObject(
        key=key,
        api=Api.PAYROLL,
        path="Employees",
        id_field="employeeID",
        scope=_EMPLOYEES,
        record=PayrollEmployee,
        reply_key="employees",
        single_key="employee",
        pages=Pages.BARE,
        page_size=100,
        where=False,
        ordered=False,
        countries=(country,),
        restricted=restricted,
    )


def _timesheets(key: str, country: str, restricted: str) -> XeroObject[PayrollTimesheet]:
    return XeroObject(
        key=key,
        api=Api.PAYROLL,
        path="Timesheets",
        id_field="timesheetID",
        scope=_TIMESHEETS,
        record=PayrollTimesheet,
        reply_key="timesheets",
        single_key="timesheet",
        pages=Pages.BARE,
        page_size=100,
        cursor_field="updatedDateUTC",
        where=False,
        ordered=False,
        countries=(country,),
        restricted=restricted,
    )


PAYROLL_AU_TIMESHEETS_V2 = _timesheets("payroll_au_timesheets_v2", "AU", _AU)
PAYROLL_UK_EMPLOYEES = _employees("payroll_uk_employees", "GB", _UK)
PAYROLL_UK_TIMESHEETS = _timesheets("payroll_uk_timesheets", "GB", _UK)
PAYROLL_NZ_EMPLOYEES = _employees("payroll_nz_employees", "NZ", _NZ)
PAYROLL_NZ_TIMESHEETS = _timesheets("payroll_nz_timesheets", "NZ", _NZ)
