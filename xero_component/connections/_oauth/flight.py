"""One at a time, within an event loop."""

from weakref import WeakKeyDictionary

import anyio
from anyio.lowlevel import RunVar

_locks: RunVar["WeakKeyDictionary[object, anyio.Lock]"] = RunVar("locks")


def flight_lock(subject: object) -> anyio.Lock:
    """Return the lock that an object has in the running event loop; it may be in use in several."""
    locks = _locks.get(None)
    if locks is None:
        locks = WeakKeyDictionary()
        _locks.set(locks)
    return locks.setdefault(subject, anyio.Lock())
