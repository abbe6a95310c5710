"""What an organisation holds outside its books, as the APIs show it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from xero_component.catalogue.apis import Api
from xero_component.catalogue.fields import wire_instant
from xero_component.catalogue.other_objects import OTHER_OBJECTS

Record = dict[str, Any]


class Library:
    """The records of one organisation, by object and id."""

    def __init__(
        self,
        country: str,
        records: Mapping[str, Sequence[Record]],
        clock: Callable[[], datetime],
    ) -> None:
        self.country = country
        self._clock = clock
        self._changing = Lock()
        self._kept: dict[str, dict[str, Record]] = {key: {} for key in OTHER_OBJECTS}
        for key, rows in records.items():
            for row in rows:
                self.put(key, row)

    @property
    def now(self) -> datetime:
        """The time in this organisation, in UTC."""
        return self._clock()

    def put(self, key: str, record: Mapping[str, Any]) -> None:
        """Keep a record in place of the one with its id, as changed now where it tells when."""
        obj = OTHER_OBJECTS[key]
        changed = {obj.cursor_field: self._written(obj.api)} if obj.cursor_field else {}
        with self._changing:
            self._kept[key][record[obj.id_field]] = {**record, **changed}

    def remove(self, key: str, identifier: str) -> None:
        """Take a record away for good; raises KeyError where there is none."""
        with self._changing:
            del self._kept[key][identifier]

    def listed(self, key: str) -> list[Record]:
        """Return all records of an object in the order in which they came."""
        with self._changing:
            return list(self._kept[key].values())

    def found(self, key: str, identifier: str) -> Record | None:
        """Return one record."""
        return self._kept[key].get(identifier)

    def _written(self, api: Api) -> str:
        now = self.now
        if api is Api.PAYROLL_AU:
            return f"/Date({int(now.timestamp() * 1000)}+0000)/"
        return wire_instant(now)
