"""What a poll remembers of records: which there were, and what each said; bounded in size."""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from struct import Struct
from uuid import UUID

from xero_component.api.fingerprint import SIZE

MOST_KNOWN = 10_000
"""Records that a state remembers: 28 bytes each, less than 0.4 megabytes as JSON."""
_ENTRY = Struct(f">16s{SIZE}sI")
_UNDATED = 2**32 - 1


class Memory:
    """The records seen last, by id, with the fingerprint of what they said and when they changed.

    `horizon` is None while every record is remembered. Otherwise it is the moment from which on
    every changed record is; what was last changed before may have been seen and forgotten.
    """

    def __init__(self, horizon: datetime | None = None, most: int = MOST_KNOWN) -> None:
        self.horizon = horizon
        self.most = most
        self._known: dict[bytes, tuple[bytes, int]] = {}

    def __len__(self) -> int:
        return len(self._known)

    @property
    def is_complete(self) -> bool:
        """Whether a record that is not remembered has never been seen."""
        return self.horizon is None

    def get(self, identifier: str) -> bytes | None:
        """Return what a record said when it was seen last; None for one that is not remembered."""
        found = self._known.get(UUID(identifier).bytes)
        return found[0] if found else None

    def put(self, identifier: str, said: bytes, moment: datetime | None) -> None:
        """Remember what a record says, and the second of its last change."""
        key = UUID(identifier).bytes
        self._known.pop(key, None)
        self._known[key] = said, _second(moment)

    def drop(self, identifier: str) -> None:
        """Forget a record that is gone."""
        self._known.pop(UUID(identifier).bytes, None)

    def identifiers(self) -> Iterator[str]:
        """Yield the ids that are remembered, in small letters, what was seen last at the end."""
        return (str(UUID(bytes=key)) for key in self._known)

    def trim(self, shown_from: datetime | None) -> None:
        """Forget the records that changed longest ago when there are too many.

        What changed since `shown_from` stays, however much it is, since the next look shows it
        again; so does what Xero does not date.
        """
        spare = len(self._known) - self.most
        if spare <= 0 or shown_from is None:
            return
        limit = _second(shown_from)
        for key in sorted(self._known, key=lambda key: self._known[key][1])[:spare]:
            second = self._known[key][1]
            if second >= limit:
                return
            del self._known[key]
            forgotten = datetime.fromtimestamp(second + 1, UTC)
            self.horizon = max(self.horizon or forgotten, forgotten)

    def packed(self) -> str:
        """Write the memory as text."""
        entries = (_ENTRY.pack(key, *entry) for key, entry in self._known.items())
        return base64.b64encode(b"".join(entries)).decode()

    @classmethod
    def unpacked(cls, text: str, horizon: datetime | None, most: int = MOST_KNOWN) -> "Memory":
        """Read a memory; raises `ValueError` for text that is none."""
        try:
            raw = base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ValueError(str(error)) from None
        if len(raw) % _ENTRY.size:
            raise ValueError("a memory of broken length")
        memory = cls(horizon, most)
        memory._known = {key: (said, second) for key, said, second in _ENTRY.iter_unpack(raw)}
        return memory


def _second(moment: datetime | None) -> int:
    if moment is None:
        return _UNDATED
    return min(max(int(moment.timestamp() // 1), 0), _UNDATED - 1)
