"""The catalog: what the tap can read, and what somebody chose of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xero_component.catalogue.scopes import missing
from xero_component.errors import InputError
from xero_component.runtimes.singer.shapes import Path, Shape
from xero_component.sync import STREAMS, Kind, Stream
from xero_component.sync.usual import is_usual, usual_streams

INCREMENTAL, FULL_TABLE = "INCREMENTAL", "FULL_TABLE"
_STEPS = frozenset({"properties", "items"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stream that is to be read."""

    stream: Stream
    left_out: frozenset[Path] = frozenset()
    """The fields that are not wanted."""
    whole: bool = False
    """Whether to read everything each time, though the stream has a replication key."""

    @property
    def bookmark_properties(self) -> list[str]:
        """The field that the bookmark is of, where it has one."""
        return [self.stream.cursor] if self.stream.cursor and not self.whole else []


def discover(scopes: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the catalog of every stream; those that `scopes` do not open are not preselected."""
    held = None if scopes is None else frozenset(scopes)
    return {"streams": [_entry(stream, held) for stream in STREAMS.values()]}


def _entry(stream: Stream, scopes: frozenset[str] | None) -> dict[str, Any]:
    shape = Shape.of(stream.table)
    incremental = stream.reading.kind is not Kind.SNAPSHOT
    method = INCREMENTAL if incremental else FULL_TABLE
    whole: dict[str, Any] = {
        "inclusion": "available",
        "selected-by-default": is_usual(stream) and not _lacks(stream, scopes),
        "table-key-properties": [stream.primary_key],
    }
    if incremental:
        whole["valid-replication-keys"] = [stream.cursor]
    else:
        whole["forced-replication-method"] = FULL_TABLE
    automatic = {stream.primary_key, stream.cursor}
    fields = [
        {
            "breadcrumb": ["properties", name],
            "metadata": {"inclusion": "automatic" if name in automatic else "available"},
        }
        for name in shape.names()
    ]
    return {
        "tap_stream_id": stream.key,
        "stream": stream.key,
        "key_properties": [stream.primary_key],
        "replication_method": method,
        **({"replication_key": stream.cursor} if incremental else {}),
        "schema": shape.schema([stream.primary_key]),
        "metadata": [{"breadcrumb": [], "metadata": whole}, *fields],
    }


def _lacks(stream: Stream, scopes: frozenset[str] | None) -> bool:
    return scopes is not None and bool(missing(stream.scopes, scopes))


def chosen_streams(catalog: object = None) -> list[Chosen]:
    """Return what a catalog chooses, in its order; without one, what is preselected.

    Raises `InputError` for a catalog that is none, or that names streams that do not exist.
    """
    if catalog is None:
        return [Chosen(stream) for stream in usual_streams()]
    entries = catalog.get("streams") if isinstance(catalog, dict) else None
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise InputError("The catalog is not a JSON object with a list of streams.")
    found = (_chosen(entry) for entry in entries)
    return [one for one in found if one is not None]


def _chosen(entry: Mapping[str, Any]) -> Chosen | None:
    metadata = dict(_metadata(entry))
    whole = metadata.get((), {})
    by_default = whole.get("selected-by-default", False)
    legacy = entry.get("selected", _schema(entry).get("selected"))
    if not whole.get("selected", by_default if legacy is None else legacy):
        return None
    name = entry.get("tap_stream_id") or entry.get("stream")
    stream = STREAMS.get(str(name))
    if stream is None:
        raise InputError(
            f"The catalog chooses the stream {str(name)!r}, which does not exist.",
            advice="Make it anew with --discover.",
        )
    return Chosen(stream, _left_out(entry, metadata, stream), _is_whole(entry, whole, stream))


def _is_whole(entry: Mapping[str, Any], whole: Mapping[str, Any], stream: Stream) -> bool:
    if stream.reading.kind is Kind.SNAPSHOT:
        return False
    method = whole.get("replication-method") or entry.get("replication_method") or INCREMENTAL
    if method not in {INCREMENTAL, FULL_TABLE}:
        raise InputError(
            f"The catalog wants {stream.key} by {method!r}.",
            advice=f"Xero's streams are read by {INCREMENTAL} or {FULL_TABLE}.",
        )
    return bool(method == FULL_TABLE)


def _left_out(
    entry: Mapping[str, Any], metadata: Mapping[Path, Mapping[str, Any]], stream: Stream
) -> frozenset[Path]:
    """Return the fields that are deselected, or that somebody took out of the schema."""
    shape = Shape.of(stream.table)
    kept = _schema(entry).get("properties")
    out: set[Path] = set()
    if isinstance(kept, dict):
        out |= {(name,) for name in shape.names() if name not in kept}
    for path, one in metadata.items():
        if path and not one.get("selected", one.get("selected-by-default", True)):
            out.add(path)
    return frozenset(out) - {(stream.primary_key,), (stream.cursor or "",)}


def _metadata(entry: Mapping[str, Any]) -> Iterable[tuple[Path, Mapping[str, Any]]]:
    listed = entry.get("metadata") or []
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and isinstance(one.get("metadata"), dict):
            steps = one.get("breadcrumb") or []
            yield _path(steps), one["metadata"]


def _path(steps: Iterable[Any]) -> Path:
    """Return the fields of a breadcrumb; every second step says how to get to the next."""
    path: list[str] = []
    named = False
    for step in map(str, steps):
        if not named and step in _STEPS:
            named = step == "properties"
        else:
            path.append(step)
            named = False
    return tuple(path)


def _schema(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = entry.get("schema")
    return schema if isinstance(schema, dict) else {}
