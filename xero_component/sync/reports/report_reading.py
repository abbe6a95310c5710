"""Reading a report of the whole organisation, month by month.

Books change after their month has ended. So each run reads the last months again, and replaces what
is held of them; months before those are read again when everything is compared. Each month is asked
for alone: where Xero puts several into one answer, it gives all of them the days of the first, so
that the 31st of a month falls out beside one of thirty days.

https://developer.xero.com/documentation/api/accounting/reports
"""

from collections import Counter
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import Any

import msgspec

from xero_component.api.sources import Reader as Client
from xero_component.catalogue.rows.reports import About, Report
from xero_component.sync.reading import Kind, Part, Row, Size
from xero_component.sync.reports.figures import Figure, amount_of, figures_of
from xero_component.sync.reports.periods import Month, Span, query_of, spans
from xero_component.sync.reports.replies import ask

MONTHS_READ_AGAIN = 3
"""How many months before the present one are read again in each run."""
MONTHS_WITHOUT_START = 24
"""How many months are read, the present one among them, where no start is given."""
_ID_BYTES = 16


def begins(at: datetime) -> datetime:
    """Return from when on a report is read at a moment, where no start is given."""
    first = Month.of(at.date()).later(1 - MONTHS_WITHOUT_START).first
    return datetime.combine(first, time(), UTC)


class ReportReading:
    """Reads one report, always with the same further query parameters, such as `paymentsOnly`."""

    kind = Kind.CHANGES

    def __init__(
        self,
        report: Report,
        parameters: Mapping[str, str] | None = None,
        *,
        months_read_again: int = MONTHS_READ_AGAIN,
    ) -> None:
        self._report = report
        self._parameters = dict(parameters or {})
        self._again = months_read_again

    async def read(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield the figures of one month after the other, all that there are of it.

        The first call is for no days in particular: its answer tells the organisation's day.
        """
        for span in await self._spans(client, cursor, start):
            query = dict(query_of(self._report.about, span))
            answer = await ask(client, self._report, {**self._parameters, **query})
            yield Part(
                self._rows(list(figures_of(answer.report)), span),
                cursor=span.months[-1].end.isoformat(),
                served_at=answer.served_at,
                window=span.window,
            )

    async def surviving(self, _client: Client, identifiers: Collection[str]) -> set[str]:
        """What left a month that was read is told by its window; other months are still there."""
        return set(identifiers)

    async def size(self, client: Client, cursor: str | None, start: datetime | None) -> Size:
        """Count the calls; Xero does not count figures."""
        return Size(calls=1 + len(await self._spans(client, cursor, start)))

    async def _spans(
        self, client: Client, cursor: str | None, start: datetime | None
    ) -> list[Span]:
        query = {"periods": "1"} if self._report.about is About.MONTHS else {}
        today = (await ask(client, self._report, {**self._parameters, **query})).today
        now = Month.of(today)
        return spans(self._report.about, self._first(now, cursor, start), now)

    def _first(self, now: Month, cursor: str | None, start: datetime | None) -> Month:
        begin = Month.of(start.date()) if start else now.later(1 - MONTHS_WITHOUT_START)
        reached = _month(cursor)
        if reached is None:
            return min(begin, now)
        again = min(reached, now).later(-self._again)
        return max(again, begin) if start else again

    def _rows(self, figures: Sequence[Figure], span: Span) -> list[Row]:
        met: Counter[tuple[Any, ...]] = Counter()
        rows = []
        for figure in figures:
            month = self._month(figure, span)
            if month is None:
                continue
            place = (month.last.isoformat(), figure.section, figure.about, figure.column)
            met[place] += 1
            rows.append(self._row(figure, month, _identifier(*place, met[place])))
        return rows

    def _month(self, figure: Figure, span: Span) -> Month | None:
        """Return the month that a figure is about; None for a column beyond what was asked for."""
        if self._report.about is not About.MONTHS:
            return span.months[0]
        inside = figure.number <= len(span.months)
        return span.months[figure.number - 1] if inside else None

    def _row(self, figure: Figure, month: Month, identifier: str) -> Row:
        amount, is_percentage = amount_of(figure.value)
        row: Row = {
            "FigureID": identifier,
            "Report": self._report.name,
            "ToDate": month.last.isoformat(),
            "PeriodEndUTC": f"{month.last.isoformat()}T00:00:00Z",
            "Section": figure.section,
            "RowType": figure.row_type,
            "Label": figure.label,
            "Column": figure.column,
            "ColumnNumber": figure.number,
            "Value": figure.value,
        }
        if self._report.about is not About.DAY:
            row["FromDate"] = month.first.isoformat()
        if figure.account_id:
            row["AccountID"] = figure.account_id
        if amount is not None:
            row |= {"Amount": amount, "IsPercentage": is_percentage}
        return row


def _identifier(*place: str | int) -> str:
    """Return a key for a figure: the same in every run, and another one for every other place."""
    return blake2b(msgspec.json.encode(place), digest_size=_ID_BYTES).hexdigest()


def _month(cursor: str | None) -> Month | None:
    return Month.of(datetime.fromisoformat(cursor).date()) if cursor else None
