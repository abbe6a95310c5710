"""One request's hold on an organisation: the time, the caller, what changed, and the way back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from xero_component.sandbox.accounting.organisation import Movement, Organisation
from xero_component.sandbox.accounting.postings import POSTINGS
from xero_component.sandbox.accounting.rendering import moment_string
from xero_component.sandbox.accounting.tables import Record, Table
from xero_component.sandbox.wire import Change

API_PATH = "/api.xro/2.0"
WEBHOOK_CATEGORIES = {
    "Contacts": "CONTACT",
    "CreditNotes": "CREDITNOTE",
    "Invoices": "INVOICE",
    "Overpayments": "OVERPAYMENT",
    "Prepayments": "PREPAYMENT",
}


class Ledger:
    """Reads and writes an organisation's records; every write can be undone until the end.

    `now` is aware and in UTC. `unit_places` is how many decimals unit prices keep: 2, or 4 when
    the caller sent `unitdp=4`.
    """

    def __init__(
        self,
        organisation: Organisation,
        now: datetime,
        *,
        application: str = "sandbox",
        unit_places: int = 2,
    ) -> None:
        self.organisation = organisation
        moment = now.astimezone(UTC)
        self.now = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        self.application = application
        self.unit_places = unit_places
        self._undo: list[tuple[Table, str, Record | None]] = []
        self._changes: dict[tuple[str, str], Change] = {}

    @property
    def today(self) -> date:
        """Today's date where the organisation is."""
        return self.now.astimezone(ZoneInfo(self.organisation.timezone)).date()

    def new_id(self) -> str:
        """Issue an id: the same ones in the same order on every run."""
        organisation = self.organisation
        organisation.identifiers_issued += 1
        return str(uuid5(UUID(organisation.tenant_id), str(organisation.identifiers_issued)))

    def save(self, table: Table, record: Record) -> Record:
        """Store a record, new or changed."""
        previous = table.put(record)
        self._undo.append((table, record[table.key], previous))
        if table.key in POSTINGS:
            self.organisation.movements.append(Movement(self.now, table.key, previous, record))
        return record

    def amend(self, table: Table, record: Record, **fields: Any) -> Record:
        """Store a copy of a record with other values in some fields."""
        return self.save(table, {**record, **fields})

    def remove(self, table: Table, identifier: str) -> None:
        """Take a record out."""
        previous = table.remove(identifier)
        if previous is not None:
            self._undo.append((table, identifier, previous))

    def count(self, name: str) -> int:
        """Move a named counter on by one and return where it stands."""
        table = self.organisation.counters
        value: int = (table.get(name) or {"Value": 0})["Value"] + 1
        self.save(table, {"Name": name, "Value": value})
        return value

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo everything written inside the block when it ends with an exception."""
        mark, changes = len(self._undo), len(self._changes)
        movements = len(self.organisation.movements)
        try:
            yield
        except BaseException:
            while len(self._undo) > mark:
                table, identifier, previous = self._undo.pop()
                if previous is None:
                    table.remove(identifier)
                else:
                    table.put(previous)
            while len(self._changes) > changes:
                self._changes.popitem()
            del self.organisation.movements[movements:]
            raise

    def report(self, plural: str, identifier: str, *, created: bool = False) -> None:
        """Remember a change, once per record and request; webhooks tell of some kinds of record."""
        category = WEBHOOK_CATEGORIES.get(plural)
        if category is not None and (category, identifier) not in self._changes:
            self._changes[category, identifier] = Change(
                tenant_id=self.organisation.tenant_id,
                category=category,
                event_type="CREATE" if created else "UPDATE",
                resource_id=identifier,
                resource_path=f"{API_PATH}/{plural}/{identifier}",
            )

    def record_history(
        self, parent_id: str, changes: str, details: str, user: str = "Sandbox User"
    ) -> Record:
        """Append to a record's history."""
        return self.save(
            self.organisation.history,
            {
                "HistoryID": self.new_id(),
                "ParentID": parent_id,
                "Changes": changes,
                "DateUTC": self.now,
                "User": user,
                "Details": details,
            },
        )

    def changes(self) -> list[Change]:
        """What webhooks are to tell of, in the order in which it happened."""
        return [replace(change, data=self._data(change)) for change in self._changes.values()]

    def _data(self, change: Change) -> Mapping[str, str]:
        """Say what the newer categories add to an event: what the record is in the end."""
        organisation = self.organisation
        tables = {
            "CREDITNOTE": organisation.credit_notes,
            "PREPAYMENT": organisation.prepayments,
            "OVERPAYMENT": organisation.overpayments,
        }
        table = tables.get(change.category)
        record = table.get(change.resource_id) if table is not None else None
        if record is None:
            return {}
        return {
            "Type": record["Type"],
            "Status": record["Status"],
            "UpdatedDateUTCString": moment_string(record["UpdatedDateUTC"]),
        }
