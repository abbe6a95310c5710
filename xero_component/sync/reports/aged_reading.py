"""Reading what each contact owes, or is owed, invoice by invoice, as things stand today.

https://developer.xero.com/documentation/api/accounting/reports#agedreceivablesbycontact
"""

from collections.abc import AsyncGenerator, Collection, Iterator, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any

from xero_component.api.changes import changes
from xero_component.api.sources import ListSource
from xero_component.api.sources import Reader as Client
from xero_component.catalogue.fields import read_date
from xero_component.catalogue.objects import CONTACTS
from xero_component.catalogue.rows.reports import AgedReport
from xero_component.sync.object_reading import ObjectReading
from xero_component.sync.reading import Kind, Part, Row, Size
from xero_component.sync.reports.figures import amount_of, columns_of, lines_of
from xero_component.sync.reports.replies import Answer, ask

_INVOICE = frozenset({"invoiceid"})
_AMOUNTS = ("Total", "Paid", "Credited", "Due")


class AgedReading:
    """Reads one aged report, with a call for each contact that has something open."""

    kind = Kind.SNAPSHOT

    def __init__(self, report: AgedReport) -> None:
        self._report = report

    async def read(
        self, client: Client, _cursor: str | None, _start: datetime | None
    ) -> AsyncGenerator[Part, None]:
        """Yield the open invoices of one contact after the other."""
        done: set[str] = set()
        source = ListSource(client, CONTACTS)
        async with aclosing(changes(source, CONTACTS, None)) as batches:
            async for batch in batches:
                for contact in batch.rows:
                    identifier = contact["ContactID"]
                    if identifier in done or not self._is_open(contact):
                        continue
                    done.add(identifier)
                    answer = await ask(client, self._report, {"contactId": identifier})
                    yield Part(list(_rows(contact, answer)), served_at=batch.served_at)

    async def surviving(self, _client: Client, _identifiers: Collection[str]) -> set[str]:
        """A report shows all that is open."""
        return set()

    async def size(self, client: Client, _cursor: str | None, _start: datetime | None) -> Size:
        """Return the calls for the list of contacts: how many of them owe is not known before."""
        return Size(calls=(await ObjectReading(CONTACTS).size(client, None, None)).calls)

    def _is_open(self, contact: Mapping[str, Any]) -> bool:
        balances = contact.get("Balances")
        side = balances.get(self._report.balance) if isinstance(balances, dict) else None
        return isinstance(side, dict) and any(side.get(name) for name in ("Outstanding", "Overdue"))


def _rows(contact: Mapping[str, Any], answer: Answer) -> Iterator[Row]:
    columns = columns_of(answer.report)
    for line in lines_of(answer.report):
        invoice = line.attribute(_INVOICE)
        told = dict(zip(columns, line.texts, strict=False))
        due, _ = amount_of(told.get("Due", ""))
        if line.row_type == "Row" and (invoice or due):
            yield _row(contact, answer, invoice, told)


def _row(
    contact: Mapping[str, Any], answer: Answer, invoice: str | None, told: Mapping[str, str]
) -> Row:
    identifier = contact["ContactID"]
    row: Row = {
        "AgedID": f"{identifier}/{invoice or 'opening'}",
        "ContactID": identifier,
        "ContactName": contact.get("Name"),
        "AsAt": answer.today.isoformat(),
        "Number": told.get("Number") or told.get("Reference"),
        "Overdue": told.get(""),
        "InvoiceID": invoice,
        "Date": read_date(told.get("Date", "")),
        "DueDate": read_date(told.get("Due Date", "")),
        **{name: amount_of(told.get(name, ""))[0] for name in _AMOUNTS},
    }
    return {name: value for name, value in row.items() if value not in {None, ""}}
