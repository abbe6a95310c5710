"""The streams: every object of the catalogue, and every report, as what a database keeps of it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from xero_component.api.sources import Reader as Client
from xero_component.catalogue.objects import OBJECTS, ORGANISATION, Pages, XeroObject
from xero_component.catalogue.other_objects import EMPLOYEES, OTHER_OBJECTS
from xero_component.catalogue.records.employee import Employee
from xero_component.catalogue.records.report import AgedInvoice, ReportFigure
from xero_component.catalogue.rows.reports import (
    AGED_REPORTS,
    REPORTS,
    About,
    AgedReport,
    Report,
)
from xero_component.errors import InputError
from xero_component.sync.api_reading import ApiReading, api_reading
from xero_component.sync.detail_reading import DetailReading
from xero_component.sync.journal_reading import JournalReading
from xero_component.sync.object_reading import ObjectReading
from xero_component.sync.one_row import one_row
from xero_component.sync.payroll_reading import (
    EmployeesReading,
    RegionReading,
    country_of,
    one_employee,
    require_country,
)
from xero_component.sync.reading import Kind, Reading, Row, utc
from xero_component.sync.reports.aged_reading import AgedReading
from xero_component.sync.reports.report_reading import ReportReading, begins
from xero_component.sync.schema import Table, table_of
from xero_component.sync.typed_rows import typed

if TYPE_CHECKING:
    from xero_component.api.client import XeroClient


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One kind of row that can be read again and again, each time for what is new."""

    key: str
    """Its name, and that of its table."""
    primary_key: str
    scopes: frozenset[str]
    """What the connection needs to read it."""
    table: Table
    """Its columns, and the tables of the lists inside its rows."""
    record: Any
    """The type of its rows."""
    reading: Reading
    cursor: str | None = None
    """The field that tells what is new; None where everything is read each time."""
    obj: XeroObject[Any] | None = None
    """The row of the catalogue that it reads, if it reads one."""
    missing: tuple[str, ...] = ()
    """What a run is known not to see, each in a sentence."""
    restricted: str | None = None
    """To whom Xero opens it, where that is not every app."""
    withdrawn: str | None = None
    """When and why Xero takes it away, where that is so."""
    begins: Callable[[datetime], datetime] | None = None
    """From when on a run at some moment reads where no start is given; None for all there is."""
    single: Callable[[Client, str], Awaitable[Row]] | None = None
    """Reads one row by its id; None where rows have no address of their own."""

    @property
    def children(self) -> tuple[Table, ...]:
        """The tables of the lists inside its rows."""
        return self.table.children

    async def read(
        self, xero: "XeroClient", *, since: datetime | None = None, types: bool = False
    ) -> AsyncGenerator[list[Row], None]:
        """Yield pages of rows: plain dicts, amounts as Decimals, days and moments as ISO text.

        With `types`, days are of the type `date`, and moments are `datetime` in UTC.

        `since` (UTC where it has no zone) leaves out what did not change since; streams without a
        cursor have no such time, and come whole. A row that changes meanwhile comes again.
        """
        async with aclosing(self.reading.read(xero, None, utc(since))) as parts:
            async for part in parts:
                if part.rows and types:
                    yield [typed(row, self.record) for row in part.rows]
                elif part.rows:
                    yield part.rows

    async def one(self, xero: Client, identifier: str) -> Row:
        """Return one row by its id, or by its number or code where Xero takes that.

        Raises `NotFoundError` where there is none, `InputError` for a stream whose rows have no
        address of their own, and the other errors of the client.
        """
        if self.single is None:
            raise InputError(f"Xero gives no row of {self.key} by itself.")
        return await self.single(xero, identifier)


_NAMES = {"organisation": "organisations"}
"""Streams that are not called as the object is."""

_UNSEEN: Mapping[str, tuple[str, ...]] = {
    "assets": ("Assets have no date of change: all of them are read in every run.",),
    "bank_transfers": ("Xero dates their creation alone, and not their changes.",),
    "budgets": (
        "Lines come only with a budget by itself, so that each that changed costs a call.",
        "A change of lines that does not move the date of the budget is found by a sweep.",
    ),
    "contact_groups": ("Members come only with a group by itself: each run costs a call a group.",),
    "contacts": (
        "Balances, IsCustomer and IsSupplier move without counting as a change; a sweep finds it.",
    ),
    "credit_notes": ("A line moved to another account need not count as a change.",),
    "files": ("Contents, and the records that files are attached to, are not read.",),
    "invoices": (
        "DueDate and SentToContact of a part-paid invoice move without counting as a change.",
        "A line moved to another account need not count as a change; a sweep finds both.",
    ),
    "payroll_au_employees": (
        "Bank accounts, tax, leave and pay templates come only with an employee by itself.",
    ),
    "project_tasks": ("Each run costs a call, or more, for each project.",),
    "project_time_entries": ("Each run costs a call, or more, for each project.",),
}
"""By stream: what Xero does not tell."""
_VANISHING = "Rows that Xero removes altogether are found by a sweep."
_LISTED = "Lines come only with a timesheet by itself, so that each that changed costs a call."
_OLD_MONTHS = "Changes to months before this one and the three before it are found by a sweep."
_NO_PERIOD = "Each month is read by itself; longer periods are not."
_SETTLED = "A contact whose open invoices and credits cancel out is left out."
_TODAY = "The report is about the day of the run; past days are not kept but in the history."
_REMOVED = (
    "Xero removed employees from the Accounting API in 2026: they are read through the payroll"
    " API of the organisation's country."
)
_LISTED_ALONE = frozenset(
    {"asset_types", "currencies", "organisation", "payment_services", "project_users"}
)
"""Objects that Xero lists, and does not give by id."""
_COUNTRY_SCOPE = frozenset({ORGANISATION.read_scope})

_ONE_BY_ONE: Mapping[str, str | None] = {
    "budgets": "UpdatedDateUTC",
    "contact_groups": None,
    **{
        row.key: row.cursor_field for row in OTHER_OBJECTS.values() if row.single_key == "timesheet"
    },
}
"""By object whose list leaves out what is inside: the field of the list that tells of changes."""


def stream_of(obj: XeroObject[Any]) -> Stream:
    """Return the stream of an object, of whichever API."""
    reading = _reading_of(obj)
    key = _NAMES.get(obj.key, obj.key)
    unseen = _UNSEEN.get(obj.key, ())
    if obj.key in _ONE_BY_ONE and obj.countries:
        unseen = (*unseen, _LISTED)
    return Stream(
        key=key,
        primary_key=obj.id_field,
        scopes=frozenset({obj.read_scope}) | (_COUNTRY_SCOPE if obj.countries else frozenset()),
        table=table_of(key, obj.record),
        record=obj.record,
        reading=reading,
        cursor=_cursor_of(obj, reading),
        obj=obj,
        missing=(*unseen, _VANISHING) if reading.kind is Kind.CHANGES else unseen,
        single=None if obj.within or obj.key in _LISTED_ALONE else partial(_one, obj),
        restricted=obj.restricted,
        withdrawn=obj.withdrawn,
    )


async def _one(obj: XeroObject[Any], client: Client, identifier: str) -> Row:
    if obj.countries:
        require_country(await country_of(client), obj.countries)
    return await one_row(client, obj, identifier)


def report_stream(
    report: Report, parameters: Mapping[str, str] | None = None, *, key: str | None = None
) -> Stream:
    """Return the stream of a report.

    `parameters` are sent along each time, such as `paymentsOnly` or `trackingCategoryID`; with them
    give the stream a `key` of its own, so that its rows get a table of their own.
    """
    key = key or report.key
    plans = report.about is About.MONTHS
    return Stream(
        key=key,
        primary_key="FigureID",
        scopes=frozenset({report.scope}),
        table=table_of(key, ReportFigure),
        record=ReportFigure,
        reading=ReportReading(report, parameters),
        cursor="PeriodEndUTC",
        missing=(_OLD_MONTHS,) if plans else (_OLD_MONTHS, _NO_PERIOD),
        begins=begins,
    )


def aged_stream(report: AgedReport) -> Stream:
    """Return the stream of an aged report: the open invoices of every contact."""
    return Stream(
        key=report.key,
        primary_key="AgedID",
        scopes=frozenset({report.scope, OBJECTS["contacts"].read_scope}),
        table=table_of(report.key, AgedInvoice),
        record=AgedInvoice,
        reading=AgedReading(report),
        missing=(_TODAY, _SETTLED),
    )


def _reading_of(obj: XeroObject[Any]) -> Reading:
    if obj.key in _ONE_BY_ONE:
        listed = ObjectReading(obj) if obj.key in OBJECTS else ApiReading(obj)
        reading: Reading = DetailReading(obj, listed, _ONE_BY_ONE[obj.key])
    elif obj.key in OTHER_OBJECTS:
        reading = api_reading(obj)
    else:
        reading = JournalReading(obj) if obj.pages is Pages.OFFSET else ObjectReading(obj)
    return RegionReading(reading, obj.countries) if obj.countries else reading


def _cursor_of(obj: XeroObject[Any], reading: Reading) -> str | None:
    if reading.kind is Kind.SNAPSHOT:
        return None
    return _ONE_BY_ONE.get(obj.key) or obj.cursor_field


def _employees() -> Stream:
    objects = {country: obj for obj in EMPLOYEES for country in obj.countries}
    readings = {country: api_reading(obj) for country, obj in objects.items()}
    return Stream(
        key="employees",
        primary_key="EmployeeID",
        scopes=frozenset(obj.read_scope for obj in EMPLOYEES) | _COUNTRY_SCOPE,
        table=table_of("employees", Employee),
        record=Employee,
        reading=EmployeesReading(readings),
        withdrawn=_REMOVED,
        single=partial(one_employee, objects),
    )


def _by_key(streams: Iterable[Stream]) -> dict[str, Stream]:
    return {stream.key: stream for stream in sorted(streams, key=lambda stream: stream.key)}


STREAMS: dict[str, Stream] = _by_key(
    (
        *map(stream_of, OBJECTS.values()),
        *map(stream_of, OTHER_OBJECTS.values()),
        *map(report_stream, REPORTS),
        *map(aged_stream, AGED_REPORTS),
        _employees(),
    )
)
"""Every stream, by key."""
