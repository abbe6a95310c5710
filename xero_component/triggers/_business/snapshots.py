"""What records said when they were seen last: their watched fields only; bounded in size."""

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from xero_component.api.wire import decode_json

MOST_BYTES = 2_000_000
"""Bytes of watched fields that a state remembers; as text in the state it is about half of that."""
_ID_BYTES = 36

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(list[tuple[str, bool, msgspec.Raw]])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a record said."""

    values: Mapping[str, Any]
    told: int = 0
    """The ordinal of its next event: each event that was told moves it on."""


class Snapshots:
    """Snapshots by id. When there are too many, settled records are forgotten first.

    `is_complete` says that every record which is not settled is remembered.
    """

    def __init__(
        self, paths: Sequence[str], *, is_complete: bool = True, most: int = MOST_BYTES
    ) -> None:
        self.paths = tuple(paths)
        self.is_complete = is_complete
        self._most = most
        self._size = 0
        self._open: dict[str, bytes] = {}
        self._settled: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self._open) + len(self._settled)

    def get(self, identifier: str) -> Snapshot | None:
        """Return what a record said; None for one that is not remembered."""
        raw = self._open.get(identifier) or self._settled.get(identifier)
        if raw is None:
            return None
        told, *values = decode_json(raw)
        return Snapshot(dict(zip(self.paths, values, strict=True)), told)

    def put(self, identifier: str, snapshot: Snapshot, *, settled: bool) -> None:
        """Remember what a record says."""
        values = [snapshot.values.get(path) for path in self.paths]
        self._put(identifier, _encoder.encode([snapshot.told, *values]), settled)
        self._trim()

    def drop(self, identifier: str) -> None:
        """Forget a record."""
        for known in (self._open, self._settled):
            raw = known.pop(identifier, None)
            self._size -= 0 if raw is None else _ID_BYTES + len(raw)

    def packed(self) -> str:
        """Write the snapshots as text."""
        rows = [
            (identifier, settled, msgspec.Raw(raw))
            for settled, known in ((True, self._settled), (False, self._open))
            for identifier, raw in known.items()
        ]
        return base64.b64encode(zlib.compress(_encoder.encode(rows))).decode()

    @classmethod
    def unpacked(
        cls, text: str, paths: Sequence[str], *, is_complete: bool, most: int = MOST_BYTES
    ) -> "Snapshots":
        """Read snapshots; raises `ValueError` for text that is none."""
        snapshots = cls(paths, is_complete=is_complete, most=most)
        try:
            rows = _decoder.decode(zlib.decompress(base64.b64decode(text, validate=True)))
        except (ValueError, zlib.error) as error:
            raise ValueError(f"snapshots that cannot be read: {error}") from None
        for identifier, settled, raw in rows:
            snapshots._put(identifier, bytes(raw), settled)
        return snapshots

    def _put(self, identifier: str, raw: bytes, settled: bool) -> None:
        self.drop(identifier)
        (self._settled if settled else self._open)[identifier] = raw
        self._size += _ID_BYTES + len(raw)

    def _trim(self) -> None:
        while self._size > self._most:
            if not self._settled:
                self.is_complete = False
            self.drop(next(iter(self._settled or self._open)))
