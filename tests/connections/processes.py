"""Real processes that start at once, cheaply: each is forked from one that has imported it all."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
PRELOADED = (
    "pytest",
    "tests.connections.workers",
    "alembic.command",
    "anyio._backends._asyncio",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "xero_component.connections._store.cipher",
    "xero_component.connections._store.leases",
    "xero_component.connections._store.rows",
)
CONTEXT.set_forkserver_preload([*PRELOADED])


def at_once(count: int, task: Callable[..., Any], *given: Any) -> list[Any]:
    """Run a task in many processes that wait for each other; return what each returns.

    The task is called with its number and what is given.
    """
    ready = CONTEXT.Barrier(count)
    receivers, workers = [], []
    for number in range(count):
        receiver, sender = CONTEXT.Pipe(duplex=False)
        worker = CONTEXT.Process(
            target=_work, args=(sender, ready, task, number, given), daemon=True
        )
        worker.start()
        sender.close()
        receivers.append(receiver)
        workers.append(worker)
    results = [receiver.recv() for receiver in receivers]
    for worker, receiver in zip(workers, receivers, strict=True):
        worker.join()
        receiver.close()
    return results


def exit_code(task: Callable[..., Any], *given: Any) -> int | None:
    """Run a task in one process, and return how that ended."""
    worker = CONTEXT.Process(target=task, args=given, daemon=True)
    worker.start()
    worker.join()
    return worker.exitcode


def _work(
    sender: Connection, ready: Any, task: Callable[..., Any], number: int, given: tuple[Any, ...]
) -> None:
    ready.wait()
    sender.send(task(number, *given))
    sender.close()
