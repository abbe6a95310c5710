"""Payroll, which is another API in each country: what is read depends on the organisation.

https://developer.xero.com/documentation/api/payrollau/overview
https://developer.xero.com/documentation/api/payrolluk/overview
https://developer.xero.com/documentation/api/payrollnz/overview
"""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import Any

from xero_component.api.paging import Query
from xero_component.api.sources import ListSource
from xero_component.api.sources import Reader as Client
from xero_component.catalogue.objects import ORGANISATION
from xero_component.catalogue.record import reader_of
from xero_component.catalogue.records.employee import Employee
from xero_component.catalogue.xero_object import XeroObject
from xero_component.errors import BadRequestError
from xero_component.sync.one_row import one_row
from xero_component.sync.reading import Kind, Part, Reading, Row, Size


class RegionReading:
    """Reads payroll of some countries by another reading, after a look at the organisation's."""

    def __init__(self, reading: Reading, countries: Collection[str]) -> None:
        self._reading = reading
        self._countries = countries

    @property
    def kind(self) -> Kind:
        """What reading once more brings."""
        return self._reading.kind

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield what the reading does; raises `BadRequestError` in another country."""
        require_country(await country_of(client), self._countries)
        async with aclosing(self._reading.read(client, cursor, start)) as parts:
            async for part in parts:
                yield part

    async def surviving(self, client: Client, identifiers: Collection[str]) -> set[str]:
        """Return which rows Xero still has."""
        return await self._reading.surviving(client, identifiers)

    async def size(self, _client: Client, _cursor: str | None, _start: datetime | None) -> Size:
        """At least the organisation and one page; payroll may be of another country."""
        return Size(calls=2)


class EmployeesReading:
    """Reads employees through the payroll API of the organisation's country, whichever it is.

    Every row has the same field names: those of Australia, which are also the ones that employees
    had in the Accounting API.
    """

    kind = Kind.SNAPSHOT

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._readings = readings
        """By country."""

    async def read(
        self, client: Client, _cursor: str | None, _start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield every employee; raises `BadRequestError` in a country without a payroll API."""
        country = await country_of(client)
        require_country(country, self._readings)
        async with aclosing(self._readings[country].read(client, None, None)) as parts:
            async for part in parts:
                yield replace(part, rows=[_renamed(row) for row in part.rows], cursor=None)

    async def surviving(self, client: Client, identifiers: Collection[str]) -> set[str]:
        """Return which employees Xero still has."""
        if not identifiers:
            return set()
        return await self._readings[await country_of(client)].surviving(client, identifiers)

    async def size(self, _client: Client, _cursor: str | None, _start: datetime | None) -> Size:
        """At least the organisation and one page."""
        return Size(calls=2)


async def one_employee(
    objects: Mapping[str, XeroObject[Any]], client: Client, identifier: str
) -> Row:
    """Return an employee by id; `objects` are those of each country that has a payroll API."""
    country = await country_of(client)
    require_country(country, objects)
    return _renamed(await one_row(client, objects[country], identifier))


async def country_of(client: Client) -> str:
    """Return the country of the organisation, as Xero abbreviates it; empty where it tells none."""
    page = await ListSource(client, ORGANISATION).fetch_read(Query())
    return next((str(row.get("CountryCode") or "") for row in page.records), "")


def require_country(country: str, countries: Collection[str]) -> None:
    """Raise `BadRequestError` for an organisation of none of the countries."""
    if country not in countries:
        raise BadRequestError(
            f"The organisation is in {country or 'a country that Xero does not name'},"
            f" and this is payroll of {' and '.join(sorted(countries))}.",
            advice="Choose the payroll of the organisation's own country, where Xero has one.",
        )


def _renamed(row: Row) -> Row:
    named = {name[:1].upper() + name[1:]: value for name, value in row.items()}
    return reader_of(Employee)(named)
