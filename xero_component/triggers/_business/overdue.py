"""Invoices that become overdue: nothing changes in Xero when a due date passes, so time is asked.

https://developer.xero.com/documentation/api/accounting/invoices#optimised-use-of-the-where-filter
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from xero_component.api.client import XeroClient
from xero_component.api.paging import Query
from xero_component.api.sources import ListSource
from xero_component.api.where import all_of, clause
from xero_component.catalogue.objects import INVOICES
from xero_component.core import Polled, State
from xero_component.triggers._business.invoices import document_details
from xero_component.triggers._business.overdue_state import OverdueState, Told
from xero_component.triggers._business.timezones import Today, day_in, known_moment, today_of
from xero_component.triggers._polling.payload import identity
from xero_component.triggers._polling.poller import MOST_EVENTS, OVERLAP

Row = dict[str, Any]
_PAGE = 1000


@dataclass(frozen=True, kw_only=True)
class OverdueWatcher:
    """Finds sales invoices that have been due for some days, for one flow."""

    event: str
    days: int
    passes: Callable[[Mapping[str, Any]], bool]

    async def look(self, xero: XeroClient, stored: State | None) -> Polled[Any]:
        """Return the invoices that became overdue; without a state, take note of those that are.

        Once a day all overdue invoices are read; in between, those that changed.
        """
        state = None if stored is None else OverdueState.read(stored)
        if state is None or not state.is_of(xero.tenant_id, self.days):
            polled = await self._switched_on(xero)
            anew = "The state was made for something else; this poll has started anew."
            notes = (*polled.notes, anew) if state else polled.notes
            return Polled((), polled.state, notes=notes)
        since = state.checked_at - OVERLAP
        query = self._query(state.day, Query(page=1, page_size=_PAGE, modified_after=since))
        page = await ListSource(xero, INVOICES).fetch_read(query)
        state.checked_at = known_moment(page.served_at)
        if day_in(state.zone, state.checked_at) > state.day or len(page.records) >= _PAGE:
            return await self._whole(xero, state)
        return self._told(xero, state, page.records, state.day)

    async def overdue_now(self, xero: XeroClient) -> list[Any]:
        """Return events of the invoices that are overdue, to build a flow with."""
        today = await today_of(xero)
        rows = await self._rows(xero, today.day)
        return [self._event(xero, row, today.day) for row in rows if self.passes(row)][-3:]

    async def _switched_on(self, xero: XeroClient) -> Polled[Any]:
        today = await today_of(xero)
        told = Told()
        for row in await self._rows(xero, today.day):
            told.put(row["InvoiceID"], row["DueDate"])
        told.trim()
        state = self._state(xero, today, told)
        return Polled((), state.written(), notes=_notes(today, told))

    async def _whole(self, xero: XeroClient, state: OverdueState) -> Polled[Any]:
        """Compare with all that is overdue; forget what is not, since it was paid or put off."""
        today = await today_of(xero)
        rows = await self._rows(xero, today.day)
        state.told.keep_only({row["InvoiceID"]: row["DueDate"] for row in rows})
        fresh = self._state(xero, today, state.told)
        polled = self._told(xero, fresh, rows, today.day)
        return Polled(polled.events, polled.state, polled.more, _notes(today, state.told))

    def _told(
        self, xero: XeroClient, state: OverdueState, rows: list[Row], day: date
    ) -> Polled[Any]:
        """Tell what was not told; when it is too much for one poll, the next reads all again."""
        news = [row for row in rows if not state.told.knows(row["InvoiceID"], row["DueDate"])]
        for row in news[:MOST_EVENTS]:
            state.told.put(row["InvoiceID"], row["DueDate"])
        more = len(news) > MOST_EVENTS
        if more:
            state.day = day - timedelta(days=1)
        state.told.trim()
        events = [self._event(xero, row, day) for row in news[:MOST_EVENTS] if self.passes(row)]
        return Polled(events, state.written(), more)

    def _state(self, xero: XeroClient, today: Today, told: Told) -> OverdueState:
        return OverdueState(xero.tenant_id, self.days, today.zone, today.day, today.moment, told)

    async def _rows(self, xero: XeroClient, day: date) -> list[Row]:
        query = self._query(day, Query())
        rows: list[Any] = (await xero.list_all(INVOICES, query))["records"]
        return sorted(rows, key=lambda row: (row["DueDate"], row["InvoiceID"]))

    def _query(self, day: date, query: Query) -> Query:
        where = all_of(
            clause("Type", "==", "ACCREC"),
            clause("Status", "==", "AUTHORISED"),
            clause("AmountDue", ">", 0),
            clause("DueDate", "<", day - timedelta(days=self.days - 1)),
        )
        return Query(
            page=query.page,
            page_size=query.page_size,
            modified_after=query.modified_after,
            where=where,
            parameters=INVOICES.always,
        )

    def _event(self, xero: XeroClient, row: Row, day: date) -> dict[str, Any]:
        due = row["DueDate"]
        return {
            "id": identity(self.event, xero.tenant_id, row["InvoiceID"], due, str(self.days)),
            "event": self.event,
            "tenant_id": xero.tenant_id,
            "record_id": row["InvoiceID"],
            "record": row,
            "changes": [],
            "changed_at": row.get("UpdatedDateUTC"),
            "found_by": "poll",
            **document_details(row),
            "due_date": due,
            "days_overdue": (day - date.fromisoformat(due)).days,
        }


def _notes(today: Today, told: Told) -> list[str]:
    notes = [today.note] if today.note else []
    if told.horizon is not None:
        notes.append(
            f"So many invoices are overdue that those due up to {told.horizon} count as told."
        )
    return notes
