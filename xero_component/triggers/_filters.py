"""Which events a flow wants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Organisations, categories and types, each an open set; an empty one lets everything through.

    Capitals do not matter, as Xero's documentation and its deliveries differ in them.
    """

    organisations: frozenset[str] = frozenset()
    """Tenant ids."""
    categories: frozenset[str] = frozenset()
    event_types: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        organisations: Iterable[str] | None = None,
        categories: Iterable[str] | None = None,
        event_types: Iterable[str] | None = None,
    ) -> Self:
        """Make a filter of what a person wrote; None leaves that side open."""
        return cls(_folded(organisations), _folded(categories), _folded(event_types))

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Tell whether the event passes."""
        return (
            _passes(self.organisations, event.get("tenantId"))
            and _passes(self.categories, event.get("eventCategory"))
            and _passes(self.event_types, event.get("eventType"))
        )


def _folded(names: Iterable[str] | None) -> frozenset[str]:
    if isinstance(names, str):
        raise TypeError("a filter is a list of names, not one text")
    return frozenset(name.strip().casefold() for name in names or ())


def _passes(wanted: frozenset[str], value: Any) -> bool:
    return not wanted or (isinstance(value, str) and value.strip().casefold() in wanted)
