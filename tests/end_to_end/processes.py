"""Processes that are forked from one that has imported everything, so that they start at once."""

import socket
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

from tests.connections.processes import CONTEXT, PRELOADED


def start(task: Callable[..., Any], *given: Any) -> BaseProcess:
    """Begin a task in a process of its own."""
    CONTEXT.set_forkserver_preload([*PRELOADED, "tests.end_to_end.workers"])
    process = CONTEXT.Process(target=task, args=given, daemon=True)
    process.start()
    return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
