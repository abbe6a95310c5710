"""Payroll of the United Kingdom and New Zealand, and Australian timesheets of its second version.

https://developer.xero.com/documentation/api/payrolluk/overview
"""

from typing import Any, Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class PayrollAddress(TypedDict, total=False):
    """Where an employee lives."""

    addressLine1: str
    addressLine2: str
    city: str
    postCode: str
    countryName: str


@with_config(LENIENT)
class PayrollEmployee(TypedDict, total=False):
    """Somebody who is paid; which of the last fields there are depends on the country."""

    employeeID: Required[str]
    title: str
    firstName: str
    lastName: str
    dateOfBirth: IsoDate
    address: PayrollAddress
    email: str
    gender: str
    phoneNumber: str
    startDate: IsoDate
    endDate: IsoDate
    payrollCalendarID: str
    jobTitle: str
    engagementType: str
    fixedTermEndDate: IsoDate
    niCategory: str
    niCategories: list[dict[str, Any]]
    nationalInsuranceNumber: str
    isOffPayrollWorker: bool
    contracts: list[dict[str, Any]]
    createdDateUTC: Instant
    updatedDateUTC: Instant


@with_config(LENIENT)
class PayrollTimesheetLine(TypedDict, total=False):
    """Hours, or other units, of one day at one rate."""

    timesheetLineID: str
    date: IsoDate
    earningsRateID: str
    trackingItemID: str
    numberOfUnits: Money


@with_config(LENIENT)
class PayrollTimesheet(TypedDict, total=False):
    """What an employee worked in a pay period."""

    timesheetID: Required[str]
    payrollCalendarID: str
    employeeID: str
    startDate: IsoDate
    endDate: IsoDate
    status: str
    totalHours: Money
    updatedDateUTC: Instant
    timesheetLines: list[PayrollTimesheetLine]
