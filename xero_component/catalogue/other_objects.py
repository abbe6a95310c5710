"""The objects of Xero's other APIs: assets, files, payroll and projects.

https://developer.xero.com/documentation/api/api-overview
"""

from typing import Any

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
from xero_component.catalogue.rows.payroll import (
    PAYROLL_AU_EMPLOYEES,
    PAYROLL_AU_TIMESHEETS,
    PAYROLL_AU_TIMESHEETS_V2,
    PAYROLL_NZ_EMPLOYEES,
    PAYROLL_NZ_TIMESHEETS,
    PAYROLL_UK_EMPLOYEES,
    PAYROLL_UK_TIMESHEETS,
)
from xero_component.catalogue.xero_object import XeroObject

OTHER_OBJECTS: dict[str, XeroObject[Any]] = {
    row.key: row
    for row in (
        ASSETS,
        ASSET_TYPES,
        FILES,
        FOLDERS,
        PAYROLL_AU_EMPLOYEES,
        PAYROLL_AU_TIMESHEETS,
        PAYROLL_AU_TIMESHEETS_V2,
        PAYROLL_NZ_EMPLOYEES,
        PAYROLL_NZ_TIMESHEETS,
        PAYROLL_UK_EMPLOYEES,
        PAYROLL_UK_TIMESHEETS,
        PROJECTS,
        PROJECT_TASKS,
        PROJECT_TIME,
        PROJECT_USERS,
    )
}
"""By key; none of these has the key of an object of the Accounting API."""
EMPLOYEES: tuple[XeroObject[Any], ...] = (
    PAYROLL_AU_EMPLOYEES,
    PAYROLL_NZ_EMPLOYEES,
    PAYROLL_UK_EMPLOYEES,
)
"""The employees of every country that has a payroll API."""
