"""Ending a run so that the next one goes on: by Ctrl-C, by the system, or by `sync pause`."""

import signal
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from xero_component.cli.stored import ConnectionOption
from xero_component.cli.sync.choices import DestinationOption, destination

if TYPE_CHECKING:
    from anyio import CancelScope

    from xero_component.sync.run_log import RunEntry

LOOK_SECONDS = 0.5
"""How often to look whether a run is to pause."""


def pause(connection: ConnectionOption = None, to: DestinationOption = None) -> None:
    """Ask the runs that go on into a destination to pause; the next run goes on where they stop."""
    import anyio

    from xero_component.cli.screen import write
    from xero_component.cli.sync.opening import opened_source, tenant_of

    place = destination(to)
    with opened_source(connection) as source:
        tenant_id = anyio.run(tenant_of, source)
        paused = source.log.pause(tenant_id=tenant_id, destination=place)
    for run_id in paused:
        write(f"Run {run_id} will pause in a few seconds.")
    if not paused:
        write("No run goes on.")


async def unless_paused(entry: "RunEntry", work: Callable[[], Awaitable[None]]) -> None:
    """Do the work; raise `Paused` when it is ended by a signal, or by somebody's wish.

    A process in the background of a shell is not told of Ctrl-C, and a service is told to end by
    SIGTERM: both are to have kept and logged what they read.
    """
    import anyio

    from xero_component.sync.run_log import Paused

    failure: Exception | None = None
    is_done = False
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_end_when_wanted, entry, tasks.cancel_scope)
        if threading.current_thread() is threading.main_thread():
            tasks.start_soon(_end_by_signal, tasks.cancel_scope)
        try:
            await work()
            is_done = True
        except Exception as error:
            failure = error  # raised below: a task group would wrap it
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    if not is_done:
        raise Paused


async def _end_when_wanted(entry: "RunEntry", scope: "CancelScope") -> None:
    import anyio

    while not entry.pause_wanted:  # noqa: ASYNC110 - a thread of the log sets it
        await anyio.sleep(LOOK_SECONDS)
    scope.cancel()


async def _end_by_signal(scope: "CancelScope") -> None:
    import anyio

    try:
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async for _ in signals:
                break
    except NotImplementedError:  # Windows: Ctrl-C alone, which interrupts the whole program
        return
    scope.cancel()
