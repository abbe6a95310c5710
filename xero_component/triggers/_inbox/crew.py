"""The dispatchers of a process: one for each handler, also for those that come later."""

from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
from anyio.abc import TaskGroup

from xero_component.triggers._inbox.bell import Bell
from xero_component.triggers._inbox.dispatching import Desk, Dispatcher
from xero_component.triggers._inbox.handlers import Handler


@dataclass(frozen=True, slots=True)
class Registration:
    """A handler of this process, and how it is run."""

    handler: Handler
    timeout: float
    concurrency: int

    def dispatcher(self, name: str, desk: Desk) -> Dispatcher:
        """Return what runs it."""
        return Dispatcher(
            name, self.handler, desk, timeout=self.timeout, concurrency=self.concurrency
        )


class Crew:
    """Serves every registered handler until it is stopped."""

    def __init__(
        self,
        registered: Mapping[str, Registration],
        desk: Desk,
        *,
        poll_interval: float,
    ) -> None:
        self._registered = registered
        self._desk = desk
        self._poll_interval = poll_interval
        self._at_work: dict[str, tuple[Registration, Dispatcher]] = {}
        self._changed = anyio.Event()
        self._stopping = False

    @asynccontextmanager
    async def at_work(
        self, bell: Bell, grace: float, keep_house: Callable[[], Coroutine[None, None, None]]
    ) -> AsyncIterator[None]:
        """Serve while the block runs; what is in flight then may take `grace` seconds to end.

        What takes longer is cancelled and given back. That holds too when the block is cancelled.
        """
        failure: Exception | None = None
        ended = anyio.Event()
        shelter = anyio.CancelScope(shield=True)

        async def serve() -> None:
            with shelter:
                await self._serve()
            ended.set()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(serve)
            tasks.start_soon(keep_house)
            try:
                with bell.heard_by(self._wake):
                    yield
            except Exception as error:
                failure = error  # raised below: a task group would wrap it
            finally:
                self._stop()
                with anyio.move_on_after(grace, shield=True):
                    await ended.wait()
                shelter.cancel()
                tasks.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _serve(self) -> None:
        async with anyio.create_task_group() as tasks:
            while not self._stopping:
                self._changed = changed = anyio.Event()
                self._follow_registrations(tasks)
                await changed.wait()

    def _follow_registrations(self, tasks: TaskGroup) -> None:
        for name, (known, dispatcher) in list(self._at_work.items()):
            if self._registered.get(name) is not known:
                dispatcher.stop()
                del self._at_work[name]
        for name, registration in list(self._registered.items()):
            if name not in self._at_work:
                dispatcher = registration.dispatcher(name, self._desk)
                self._at_work[name] = (registration, dispatcher)
                tasks.start_soon(dispatcher.serve, self._poll_interval)

    def _wake(self) -> None:
        self._changed.set()
        for _registration, dispatcher in self._at_work.values():
            dispatcher.wake()

    def _stop(self) -> None:
        self._stopping = True
        self._changed.set()
        for _registration, dispatcher in self._at_work.values():
            dispatcher.stop()
