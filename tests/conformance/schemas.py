"""Walking through JSON Schemas."""

from collections.abc import Iterator, Mapping
from typing import Any


def objects_in(schema: Any, path: str = "$") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every object with named properties, and where it stands."""
    if isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from objects_in(part, f"{path}[{number}]")
    elif isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            yield path, schema
        for key, part in schema.items():
            yield from objects_in(part, f"{path}.{key}")


def fields_in(schema: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every named property of every object."""
    for path, found in objects_in(schema):
        for name, prop in found["properties"].items():
            yield f"{path}.{name}", prop
