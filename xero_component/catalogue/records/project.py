"""https://developer.xero.com/documentation/api/projects/overview"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, Money
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class ProjectAmount(TypedDict, total=False):
    """An amount and its currency."""

    currency: str
    value: Money


@with_config(LENIENT)
class Project(TypedDict, total=False):
    """A job for a contact."""

    projectId: Required[str]
    contactId: str
    name: str
    currencyCode: str
    status: str
    deadlineUtc: Instant
    minutesLogged: int
    minutesToBeInvoiced: int
    estimate: ProjectAmount
    estimateAmount: ProjectAmount
    totalTaskAmount: ProjectAmount
    totalExpenseAmount: ProjectAmount
    taskAmountToBeInvoiced: ProjectAmount
    taskAmountInvoiced: ProjectAmount
    expenseAmountToBeInvoiced: ProjectAmount
    expenseAmountInvoiced: ProjectAmount
    projectAmountInvoiced: ProjectAmount
    deposit: ProjectAmount
    depositApplied: ProjectAmount
    creditNoteAmount: ProjectAmount
    totalInvoiced: ProjectAmount
    totalToBeInvoiced: ProjectAmount


@with_config(LENIENT)
class Task(TypedDict, total=False):
    """What is to be done in a project, and at what rate."""

    taskId: Required[str]
    projectId: str
    name: str
    rate: ProjectAmount
    chargeType: str
    status: str
    estimateMinutes: int
    totalMinutes: int
    totalAmount: ProjectAmount
    minutesInvoiced: int
    minutesToBeInvoiced: int
    fixedMinutes: int
    nonChargeableMinutes: int
    amountToBeInvoiced: ProjectAmount
    amountInvoiced: ProjectAmount


@with_config(LENIENT)
class TimeEntry(TypedDict, total=False):
    """Time that somebody spent on a task."""

    timeEntryId: Required[str]
    userId: str
    projectId: str
    taskId: str
    dateUtc: Instant
    dateEnteredUtc: Instant
    duration: int
    """Minutes."""
    description: str
    status: str


@with_config(LENIENT)
class ProjectUser(TypedDict, total=False):
    """Somebody who can log time."""

    userId: Required[str]
    name: str
    email: str
