"""https://developer.xero.com/documentation/api/accounting/employees"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class Employee(TypedDict, total=False):
    """Somebody who is paid, under the same field names in every country."""

    EmployeeID: Required[str]
    Status: str
    Title: str
    FirstName: str
    LastName: str
    DateOfBirth: IsoDate
    Gender: str
    Email: str
    JobTitle: str
    StartDate: IsoDate
    PayrollCalendarID: str
    UpdatedDateUTC: Instant
