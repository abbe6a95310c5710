"""What is remembered of overdue invoices: which were told, and for which due date."""

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

import msgspec

from xero_component.triggers._business.state import damaged, require_version

VERSION = 1
MOST_TOLD = 20_000
"""Overdue invoices that are remembered, about 30 bytes each in the state."""

_decoder = msgspec.json.Decoder(dict[str, str])


class Told:
    """Invoices by id, with the due date that was told.

    When there are too many, those that were due first are forgotten: what was due up to `horizon`
    counts as told.
    """

    def __init__(self, horizon: str | None = None, most: int = MOST_TOLD) -> None:
        self.horizon = horizon
        self._most = most
        self._due: dict[str, str] = {}

    def knows(self, identifier: str, due: str) -> bool:
        """Tell whether an invoice was told for this due date."""
        if self.horizon is not None and due <= self.horizon:
            return True
        return self._due.get(identifier) == due

    def put(self, identifier: str, due: str) -> None:
        """Remember that an invoice was told."""
        self._due[identifier] = due

    def keep_only(self, overdue: Mapping[str, str]) -> None:
        """Forget what is not overdue any more, or not for the same date."""
        self._due = {one: due for one, due in self._due.items() if overdue.get(one) == due}

    def trim(self) -> None:
        """Forget the invoices that were due first when there are too many."""
        spare = len(self._due) - self._most
        if spare <= 0:
            return
        oldest = sorted(self._due, key=self._due.__getitem__)[:spare]
        self.horizon = max(self._due[one] for one in oldest)
        self._due = {one: due for one, due in self._due.items() if due > self.horizon}

    def packed(self) -> str:
        """Write the memory as text."""
        return base64.b64encode(zlib.compress(msgspec.json.encode(self._due))).decode()

    @classmethod
    def unpacked(cls, text: str, horizon: str | None) -> "Told":
        """Read a memory; raises `ValueError` for text that is none."""
        told = cls(horizon)
        try:
            told._due = _decoder.decode(zlib.decompress(base64.b64decode(text, validate=True)))
        except (ValueError, zlib.error) as error:
            raise ValueError(f"a memory that cannot be read: {error}") from None
        return told


@dataclass(slots=True)
class OverdueState:
    """Where the search for overdue invoices stands."""

    tenant: str | None
    days: int
    zone: str
    """IANA name of the organisation's time zone."""
    day: date
    """The day there for which everything was looked at."""
    checked_at: datetime
    """Xero's time at the last look."""
    told: Told

    def is_of(self, tenant: str | None, days: int) -> bool:
        """Tell whether the state was made for this organisation and number of days."""
        return self.tenant == tenant and self.days == days

    def written(self) -> dict[str, Any]:
        """Return the state as JSON values."""
        return {
            "version": VERSION,
            "tenant": self.tenant,
            "days": self.days,
            "zone": self.zone,
            "day": self.day.isoformat(),
            "checked_at": self.checked_at.astimezone(UTC).isoformat(),
            "horizon": self.told.horizon,
            "told": self.told.packed(),
        }

    @classmethod
    def read(cls, state: Mapping[str, Any]) -> Self:
        """Read a state that `written` made; raises `InputError` for anything else."""
        require_version(state, VERSION)
        try:
            return cls(
                tenant=state["tenant"],
                days=int(state["days"]),
                zone=ZoneInfo(state["zone"]).key,
                day=date.fromisoformat(state["day"]),
                checked_at=datetime.fromisoformat(state["checked_at"]).astimezone(UTC),
                told=Told.unpacked(state["told"], state["horizon"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(error) from None
