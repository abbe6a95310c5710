"""The one thread of a process that writes: what is asked at the same time shares a commit."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Generic, TypeAlias, TypeVar

import sqlalchemy as sa

from xero_component.errors import ConfigurationError, UnavailableError
from xero_component.store.database import Database

AskedT = TypeVar("AskedT")
GivenT = TypeVar("GivenT")

Change: TypeAlias = Callable[[sa.Connection, Sequence[AskedT]], Sequence[GivenT]]
"""Carries out several requests in one transaction, and returns an answer for each."""

MOST_AT_ONCE = 500
"""Requests in one transaction, so that none waits too long for the others."""


class _Request(Generic[AskedT, GivenT]):
    def __init__(self, change: Change[AskedT, GivenT], asked: AskedT) -> None:
        self.change = change
        self.asked = asked
        self.answer: Future[GivenT] = Future()


class Writer:
    """Carries out changes in the order in which they were asked; safe from any thread and loop.

    A request is answered once its transaction is committed, on disk. While one commit waits for the
    disk, the next requests gather, so that throughput grows with the number of those who wait.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._requests: SimpleQueue[_Request[Any, Any] | None] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._closed = False

    def submit(self, change: Change[AskedT, GivenT], asked: AskedT) -> Future[GivenT]:
        """Ask for a change; the future raises what its transaction did."""
        request = _Request(change, asked)
        with self._lock:
            if self._closed:
                raise ConfigurationError("The inbox is closed.")
            if self._thread is None:
                self._thread = Thread(target=self._run, name="xero-inbox-writer", daemon=True)
                self._thread.start()
            self._requests.put(request)
        return request.answer

    def close(self) -> None:
        """Carry out what was asked, then stop."""
        with self._lock:
            self._closed = True
            self._requests.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            gathered = self._gather()
            ended = None in gathered
            # A request whose asker has gone is left out: nobody was promised anything.
            batch = [one for one in gathered if one and one.answer.set_running_or_notify_cancel()]
            if batch:
                self._commit(batch)

    def _gather(self) -> list[_Request[Any, Any] | None]:
        """Wait for a request, and take those that wait behind it."""
        gathered = [self._requests.get()]
        with suppress(Empty):
            while len(gathered) < MOST_AT_ONCE:
                gathered.append(self._requests.get_nowait())
        return gathered

    def _commit(self, batch: list[_Request[Any, Any]]) -> None:
        """Commit a batch. When one request spoils it, each is tried alone."""
        try:
            with self._database.write() as work:
                answers = [answer for group in _by_change(batch) for answer in _carry(work, group)]
        except Exception as error:
            if len(batch) == 1 or isinstance(error, UnavailableError):
                for request in batch:
                    request.answer.set_exception(error)
            else:
                for request in batch:
                    self._commit([request])
        else:
            for request, answer in zip(batch, answers, strict=True):
                request.answer.set_result(answer)


def _by_change(batch: list[_Request[Any, Any]]) -> list[list[_Request[Any, Any]]]:
    """Put neighbours that ask for the same change together; the order stays."""
    groups: list[list[_Request[Any, Any]]] = []
    for request in batch:
        if groups and groups[-1][0].change == request.change:
            groups[-1].append(request)
        else:
            groups.append([request])
    return groups


def _carry(work: sa.Connection, group: list[_Request[Any, Any]]) -> Sequence[Any]:
    return group[0].change(work, [request.asked for request in group])
