"""What an event watches: which records, which of their fields, and when nothing more can happen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xero_component.api.paging import Query

Record = Mapping[str, Any]
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def value_at(record: Record, path: str) -> Any:
    """Return a field by its dotted path, without the empty parts that Xero sends or leaves out."""
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return _filled(value)


def _filled(value: Any) -> Any:
    if isinstance(value, Mapping):
        inner = ((name, _filled(part)) for name, part in value.items())
        value = {name: part for name, part in inner if part is not None}
    elif isinstance(value, list):
        value = [part for part in map(_filled, value) if part is not None]
    return None if value in _EMPTY else value


def _every(_record: Record) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Watch:
    """The records of one object that an event is about."""

    object: str
    """Key of the object in the catalogue."""
    paths: tuple[str, ...]
    """The fields that are remembered."""
    reading: Callable[[Record, str], Any] = value_at
    """How a field is read from a record."""
    includes: Callable[[Record], bool] = _every
    """Whether a record is one of them."""
    is_settled: Callable[[Record], bool] = lambda _record: False
    """Whether a record is in its final state, so that it is forgotten before others."""
    needs_before: bool = True
    """Whether the event depends on what an old record said; if not, every record is settled."""
    otherwise_before: Record | None = None
    """What an old record that is not remembered said for certain; None where nothing is certain."""
    open_ones: Query | None = None
    """What lists the records that are not settled, where the whole list is too long to be read."""

    def values(self, record: Record) -> dict[str, Any]:
        """Return the watched fields of a record."""
        return {path: self.reading(record, path) for path in self.paths}


def status_in(name: str, values: Iterable[str]) -> Callable[[Record], bool]:
    """Return the test whether a field has one of some values."""
    wanted = frozenset(values)
    return lambda record: record.get(name) in wanted
