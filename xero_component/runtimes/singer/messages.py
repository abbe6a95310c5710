"""Messages, one JSON object on each line; several are written at once, and none by halves."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import msgspec
from anyio import to_thread

_encoder = msgspec.json.Encoder(decimal_format="number")


class Writer:
    """Writes messages to a target, such as standard output."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    async def write(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Write messages in their order, and pass them on; waits for a slow target."""
        if messages:
            await to_thread.run_sync(self._write, _encoder.encode_lines(messages))

    def _write(self, lines: bytes) -> None:
        self._out.write(lines)
        self._out.flush()


def schema_message(
    stream: str, schema: Mapping[str, Any], keys: Sequence[str], bookmarks: Sequence[str]
) -> dict[str, Any]:
    """Return the message that comes before the records of a stream."""
    return {
        "type": "SCHEMA",
        "stream": stream,
        "schema": schema,
        "key_properties": list(keys),
        "bookmark_properties": list(bookmarks),
    }


def record_message(
    stream: str, record: Mapping[str, Any], at: str, version: int | None
) -> dict[str, Any]:
    """Return the message for one record."""
    message = {"type": "RECORD", "stream": stream, "record": record, "time_extracted": at}
    return message if version is None else {**message, "version": version}


def activate_version(stream: str, version: int) -> dict[str, Any]:
    """Return the message by which a target drops the rows of the versions before."""
    return {"type": "ACTIVATE_VERSION", "stream": stream, "version": version}


def state_message(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message that says how far everything before it has come."""
    return {"type": "STATE", "value": state}
