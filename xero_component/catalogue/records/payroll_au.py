"""https://developer.xero.com/documentation/api/payrollau/overview"""

from typing import Any, Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class HomeAddress(TypedDict, total=False):
    """Where an employee lives."""

    AddressLine1: str
    AddressLine2: str
    City: str
    Region: str
    PostalCode: str
    Country: str


@with_config(LENIENT)
class AuEmployee(TypedDict, total=False):
    """Somebody who is paid by an Australian organisation."""

    EmployeeID: Required[str]
    Status: str
    Title: str
    FirstName: str
    MiddleNames: str
    LastName: str
    DateOfBirth: IsoDate
    Gender: str
    Email: str
    Phone: str
    Mobile: str
    HomeAddress: HomeAddress
    StartDate: IsoDate
    TerminationDate: IsoDate
    TerminationReason: str
    JobTitle: str
    Classification: str
    EmployeeGroupName: str
    OrdinaryEarningsRateID: str
    PayrollCalendarID: str
    IsAuthorisedToApproveLeave: bool
    IsAuthorisedToApproveTimesheets: bool
    IncomeType: str
    EmploymentType: str
    CountryOfResidence: str
    IsSTP2Qualified: bool
    UpdatedDateUTC: Instant


@with_config(LENIENT)
class AuTimesheetLine(TypedDict, total=False):
    """Units at one rate, a number for each day of the timesheet."""

    EarningsRateID: str
    TrackingItemID: str
    NumberOfUnits: list[Any]
    UpdatedDateUTC: Instant


@with_config(LENIENT)
class AuTimesheet(TypedDict, total=False):
    """What an employee worked in a pay period."""

    TimesheetID: Required[str]
    EmployeeID: str
    StartDate: IsoDate
    EndDate: IsoDate
    Status: str
    Hours: Money
    TimesheetLines: list[AuTimesheetLine]
    UpdatedDateUTC: Instant
