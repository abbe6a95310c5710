"""One change of one record, as an event looks at it: the watched fields before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from typing_extensions import TypedDict

from xero_component.catalogue.fields import read_money

Values = Mapping[str, Any]
"""Watched fields by their paths, such as `Status` or `SalesDetails.UnitPrice`."""


class FieldChange(TypedDict):
    """One field, with what it said before and what it says now."""

    field: str
    before: Any
    """Null where the field was empty, or where it is not known what it said."""
    after: Any


@dataclass(frozen=True, slots=True)
class Detected:
    """That an event happened."""

    changes: Sequence[FieldChange]
    details: Mapping[str, Any] = field(default_factory=dict)
    """What belongs to this event alone, beside what its kind always tells."""
    evidence: Sequence[str] | None = None
    """What in the record makes it this event and no other; None: the changes do."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a change. `before` is None for a new record and where it is not known."""

    before: Values | None
    after: Values
    record: Mapping[str, Any]
    was_new: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it is known what the record said before, if it was there."""
        return self.was_new or self.before is not None

    def was(self, name: str) -> Any:
        """Return what a field said before; None where it was empty, new or is not known."""
        return None if self.before is None else self.before.get(name)

    def became(self, name: str, *values: Any) -> bool:
        """Tell whether a field certainly has one of these values now and had none of them before.

        A new record had none. A field that is not known to have been otherwise did not change.
        """
        if self.after.get(name) not in values:
            return False
        if self.was_new:
            return True
        return self.before is not None and self.was(name) not in values

    def changes(self, *names: str) -> list[FieldChange]:
        """Return those of the named fields that differ, or of all that are watched."""
        return [
            FieldChange(field=name, before=_alike(self.was(name), after), after=after)
            for name in names or self.after
            if (after := self.after.get(name)) != self.was(name)
        ]


def edited(changes: Sequence[FieldChange]) -> Detected:
    """Return the event that some fields were edited."""
    return Detected(changes, {"fields": [change["field"] for change in changes]})


def amount(value: Any) -> Decimal:
    """Return an amount of a record; what is none, or missing, is zero."""
    number = read_money(value)
    return number if isinstance(number, Decimal) else Decimal(0)


def digits(value: Any) -> str:
    """Write an amount so that equal ones look the same."""
    return f"{amount(value).normalize():f}"


def _alike(before: Any, after: Any) -> Any:
    """Return a whole number as what it is compared with: an amount stays an amount."""
    whole = isinstance(before, int) and not isinstance(before, bool)
    return Decimal(before) if whole and isinstance(after, Decimal) else before
