"""https://developer.xero.com/documentation/api/accounting/reports"""

from typing import Required

from pydantic import with_config
from typing_extensions import TypedDict

from xero_component.catalogue.fields import Instant, IsoDate, Money
from xero_component.catalogue.record import LENIENT


@with_config(LENIENT)
class ReportFigure(TypedDict, total=False):
    """One figure of a report: what stands in a line, in a column, for a period."""

    FigureID: Required[str]
    """Made from the period, the section, the account or label, and the column; Xero has none."""
    Report: str
    FromDate: IsoDate
    """First day of the period; absent where the report is about one day."""
    ToDate: IsoDate
    """Last day of the period, or the day that the report is about."""
    PeriodEndUTC: Instant
    """`ToDate` as a moment, to put periods in order by."""
    Section: str
    """The title above the line; of sections inside each other, all titles."""
    RowType: str
    """Row, or SummaryRow where it adds up others."""
    Label: str
    """What the line is called, such as the name of an account."""
    AccountID: str
    """Absent where the line is not about one account."""
    Column: str
    ColumnNumber: int
    """1 for the first column of figures."""
    Value: str
    """As Xero writes it."""
    Amount: Money
    """Absent where there is no number; of percentages, the number before the sign."""
    IsPercentage: bool


@with_config(LENIENT)
class AgedInvoice(TypedDict, total=False):
    """An open invoice or bill in the aged report of a contact, in the base currency."""

    AgedID: Required[str]
    """The ids of the contact and the invoice; Xero has none."""
    ContactID: str
    ContactName: str
    InvoiceID: str
    """Absent for what was open before the first invoice shown."""
    AsAt: IsoDate
    """The day that the report is about: the organisation's today."""
    Date: IsoDate
    DueDate: IsoDate
    Number: str
    """The number of an invoice, or the reference of a bill."""
    Overdue: str
    """How long it is overdue, as Xero says it."""
    Total: Money
    Paid: Money
    Credited: Money
    Due: Money
