"""Asking for a report, and reading what is said about it as a whole.

https://developer.xero.com/documentation/api/accounting/reports
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from xero_component.api.replies import BrokenReplyError, read_records
from xero_component.api.sources import Reader as Client
from xero_component.api.wire import Reply, json_call, path_of
from xero_component.catalogue.fields import read_instant
from xero_component.catalogue.rows.reports import AgedReport, Report


@dataclass(frozen=True, slots=True)
class Answer:
    """A report as it came."""

    report: Mapping[str, Any]
    today: date
    """The organisation's day, or else that of Xero's clock."""
    served_at: datetime | None
    """Xero's own time when it answered."""


async def ask(client: Client, report: Report | AgedReport, query: Mapping[str, str]) -> Answer:
    """Ask for a report; raises the client's errors."""
    call = json_call(
        "GET",
        path_of("Reports", report.name),
        query=dict(query),
        scopes=frozenset({report.scope}),
    )

    def parse(reply: Reply) -> Answer:
        envelope = client.envelope(reply)
        reports = read_records(envelope, "Reports")
        if len(reports) != 1:
            raise BrokenReplyError(f"Xero's answer holds {len(reports)} reports in place of one")
        served_at = _moment(envelope.get("DateTimeUTC"))
        today = _day(reports[0].get("ReportDate")) or (served_at.date() if served_at else None)
        if today is None:
            raise BrokenReplyError("Xero's answer does not say of which day it is")
        return Answer(reports[0], today, served_at)

    return await client.send(call, parse)


def _day(value: Any) -> date | None:
    """Read a day as reports write it: 22 April 2026."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.strptime(value.strip(), "%d %B %Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(read_instant(value))
    except ValueError:
        return None
