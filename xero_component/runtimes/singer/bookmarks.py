"""The state of a tap: how far each stream has come, under the name of its replication key.

A state that another tap for Xero wrote, which knows no more than that, is taken over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from xero_component.errors import InputError
from xero_component.sync import Kind, State, Stream

BOOKMARKS, CURRENT, TENANT = "bookmarks", "currently_syncing", "tenant_id"
VERSION = "version"
_OWN = tuple(one.name for one in fields(State) if one.name not in {"cursor", "revision"})


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far one stream has come."""

    state: State
    version: int | None = None
    """The version of the rows that are being sent; None while none was begun."""

    def written(self, stream: Stream) -> dict[str, Any]:
        """Return it as JSON, without what there is not."""
        said: dict[str, Any] = {name: getattr(self.state, name) for name in _OWN}
        if stream.cursor is not None and self.state.cursor is not None:
            counts = stream.reading.kind is Kind.ADDITIONS
            said[stream.cursor] = int(self.state.cursor) if counts else self.state.cursor
        said[VERSION] = self.version
        return {name: value for name, value in sorted(said.items()) if value is not None}


def read_bookmark(state: Mapping[str, Any], stream: Stream) -> Bookmark:
    """Return a stream's bookmark; raise `InputError` when it cannot be understood."""
    said = state[BOOKMARKS].get(stream.key) or {}
    if not isinstance(said, dict):
        raise _wrong(stream)
    own = {name: said[name] for name in _OWN if isinstance(said.get(name), str)}
    version = said.get(VERSION)
    if isinstance(version, bool) or not isinstance(version, int):
        version = None
    cursor = said.get(stream.cursor) if stream.cursor is not None else None
    return Bookmark(replace(State.read(own), cursor=_cursor(cursor, stream)), version)


def read_state(given: object, tenant_id: str) -> dict[str, Any]:
    """Return a state to go on from; raise `InputError` for one of another organisation."""
    state = {} if given is None else given
    if not isinstance(state, dict):
        raise InputError("The state is not a JSON object.")
    if "value" in state and BOOKMARKS not in state and isinstance(state["value"], dict):
        state = state["value"]
    bookmarks = state.get(BOOKMARKS) or {}
    if not isinstance(bookmarks, dict):
        raise InputError("The state has no bookmarks by stream.")
    known = state.get(TENANT)
    if isinstance(known, str) and known.lower() != tenant_id.lower():
        raise InputError(
            f"The state is of the organisation {known}, and tenant_id is {tenant_id}.",
            advice="Give each organisation a state and tables of its own.",
        )
    return {**state, TENANT: tenant_id, BOOKMARKS: dict(bookmarks)}


def _cursor(value: Any, stream: Stream) -> str | None:
    if value is None:
        return None
    if stream.reading.kind is Kind.ADDITIONS:
        text = str(value)
        if isinstance(value, bool) or not (text.isascii() and text.isdecimal()):
            raise _wrong(stream)
        return text
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(stream) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _wrong(stream: Stream) -> InputError:
    return InputError(
        f"The state has a bookmark of {stream.key} that is none.",
        advice=f"Take {stream.key} out of it to read the stream from the start.",
    )
