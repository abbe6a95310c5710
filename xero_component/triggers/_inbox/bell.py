"""Waking those who wait for events, from whatever thread and loop."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock

Waking = Callable[[], None]


class Bell:
    """Calls everyone who listens, each in the event loop in which it began to listen."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: list[tuple[asyncio.AbstractEventLoop, Waking]] = []

    @contextmanager
    def heard_by(self, wake: Waking) -> Iterator[None]:
        """Call `wake` at every ring, until the end of the block."""
        listener = (asyncio.get_running_loop(), wake)
        with self._lock:
            self._listeners.append(listener)
        try:
            yield
        finally:
            with self._lock:
                self._listeners.remove(listener)

    def ring(self) -> None:
        """Wake everyone."""
        with self._lock:
            listeners = list(self._listeners)
        for loop, wake in listeners:
            with suppress(RuntimeError):  # a loop that has ended since
                loop.call_soon_threadsafe(wake)
