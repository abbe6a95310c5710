"""The JSON schema of a stream's records, and records that fit it.

Records stay nested, under Xero's field names. Amounts are JSON numbers with all their digits: both
the targets of singer-python and those of the SDK read them as decimals. What a value cannot be
fitted to is null, and told.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xero_component.sync.flatten import Misfit
from xero_component.sync.schema import Table, Type, type_of
from xero_component.sync.values import MISFIT, Fit, fits

Path = tuple[str, ...]
Schema = dict[str, Any]

_SCHEMAS: Mapping[Type, Schema] = {
    Type.TEXT: {"type": ["null", "string"]},
    Type.DECIMAL: {"type": ["null", "number"]},
    Type.INTEGER: {"type": ["null", "integer"]},
    Type.BOOLEAN: {"type": ["null", "boolean"]},
    Type.DATE: {"type": ["null", "string"], "format": "date"},
    Type.INSTANT: {"type": ["null", "string"], "format": "date-time"},
    Type.JSON: {"type": ["null", "object", "array"]},
}


def _json(value: Any) -> Any:
    """Leave objects and lists as they are."""
    return value if isinstance(value, dict | list) else MISFIT


_FITS: Mapping[Type, Fit] = {**fits(), Type.JSON: _json}


@dataclass
class Shape:
    """What an object of a record looks like."""

    plain: dict[str, Type] = field(default_factory=dict)
    objects: dict[str, "Shape"] = field(default_factory=dict)
    lists: dict[str, "Shape"] = field(default_factory=dict)
    """Lists of objects."""
    left_out: set[str] = field(default_factory=set)
    """Fields that are not wanted."""

    @classmethod
    def of(cls, table: Table, left_out: Collection[Path] = ()) -> "Shape":
        """Return the shape of a table's records, without the fields at some paths."""
        shape = cls()
        for column in table.columns:
            shape.inside(column.path[:-1]).plain[column.path[-1]] = column.type
        for child in table.children:
            shape.inside(child.path[:-1]).lists[child.path[-1]] = cls.of(child)
        for path in table.ignored:
            shape.inside(path)
        for path in left_out:
            found = shape.known(path[:-1])
            if found is not None:
                found.left_out.add(path[-1])
        return shape

    def inside(self, path: Path) -> "Shape":
        """Return the shape of the object at a path; it gets one where it has none."""
        shape = self
        for name in path:
            shape = shape.objects.setdefault(name, Shape())
        return shape

    def known(self, path: Path) -> "Shape | None":
        """Return the shape of an object, or of those in a list, where there is one."""
        shape: Shape | None = self
        for name in path:
            shape = (shape.objects | shape.lists).get(name) if shape else None
        return shape

    def names(self) -> list[str]:
        """Return the fields, in the order of the record type."""
        return [*self.plain, *self.objects, *self.lists]

    def schema(self, keys: Collection[str] = ()) -> Schema:
        """Return the JSON schema; the fields of the key are never null."""
        properties: dict[str, Schema] = {}
        for name, kind in self.plain.items():
            properties[name] = {"type": ["string"]} if name in keys else _SCHEMAS[kind]
        for name, inner in self.objects.items():
            properties[name] = inner.schema()
        for name, inner in self.lists.items():
            properties[name] = {"type": ["null", "array"], "items": inner.schema()}
        kept = {name: one for name, one in properties.items() if name not in self.left_out}
        return {"type": ["object"] if keys else ["null", "object"], "properties": kept}

    def learn(self, records: Iterable[Mapping[str, Any]]) -> list[str]:
        """Take up the fields that are not known yet and have a value; return their names."""
        learned = []
        known = {name.lower() for name in (*self.names(), *self.left_out)}
        for record in records:
            for name, value in record.items():
                if name.lower() in known:
                    continue
                kind = type_of(value)
                if kind is not None:
                    self.plain[name] = kind
                    known.add(name.lower())
                    learned.append(name)
        return learned

    def fitted(
        self, record: Mapping[str, Any], name: str, misfits: Counter[Misfit], path: Path = ()
    ) -> dict[str, Any]:
        """Return a record of which every field that is known fits the schema.

        At the root, fields that are not known are left out; inside, they stay. `name` is the
        stream's, and `path` where the object stands in its record.
        """
        made: dict[str, Any] = {}
        for field_name, value in record.items():
            if field_name in self.left_out or not (path or self._knows(field_name)):
                continue
            fitted = self._value(field_name, value, name, misfits, path)
            if fitted is MISFIT:
                where = ".".join((*path, field_name))
                misfits[Misfit(name, where, "its value is of another type")] += 1
                fitted = None
            made[field_name] = fitted
        return made

    def _knows(self, name: str) -> bool:
        return name in self.plain or name in self.objects or name in self.lists

    def _value(
        self, name: str, value: Any, stream: str, misfits: Counter[Misfit], path: Path
    ) -> Any:
        if value is None:
            return None
        if name in self.plain:
            return _FITS[self.plain[name]](value)
        if name in self.objects:
            if isinstance(value, dict):
                return self.objects[name].fitted(value, stream, misfits, (*path, name))
            return MISFIT if value else None
        if name in self.lists:
            elements = value if isinstance(value, list) else [value] if value else []
            objects = [one for one in elements if isinstance(one, dict)]
            if len(objects) < len(elements):
                return MISFIT
            inner = self.lists[name]
            return [inner.fitted(one, stream, misfits, (*path, name)) for one in objects]
        return value
