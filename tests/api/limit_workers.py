"""What the processes of the tests on shared limits do."""

import os
import signal

import anyio

from tests.fast_time import FastClock
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import BudgetKey
from xero_component.api.limits.budget import Wish
from xero_component.api.limits.shared import SharedLimits
from xero_component.catalogue.objects import CURRENCIES
from xero_component.core import Priority, StepContext, Trace

HELD = BudgetKey("held", "app")


class CustomConnection:
    """A token that is good for the length of the test."""

    tenant_id = None
    scopes = None

    def __init__(self, client_id: str, token: str) -> None:
        self.client_id = client_id
        self._token = token

    async def access_token(self, *, rejected: str | None = None) -> str:
        return self._token


def read_on(
    number: int,
    url: str,
    base_url: str,
    credentials: tuple[str, str],
    time: tuple[float, float],
    minutes: float,
) -> int:
    """Read as much as the limits allow, with two callers; return how many calls were sent.

    Those of the first process are interactive, those of the others bulk reads.
    """
    priority = Priority.INTERACTIVE if number == 0 else Priority.BULK
    return anyio.run(_read_on, url, base_url, credentials, time, minutes, priority)


async def _read_on(
    url: str,
    base_url: str,
    credentials: tuple[str, str],
    time: tuple[float, float],
    minutes: float,
    priority: Priority,
) -> int:
    clock = FastClock(*time)
    trace = Trace()
    with SharedLimits(url, clock=clock) as limits:
        client = XeroClient(
            CustomConnection(*credentials),
            endpoints=Endpoints.at(base_url),
            limits=limits,
            clock=clock,
        )
        async with client:
            bound = client.for_step(StepContext(priority=priority), trace)

            async def read() -> None:
                while clock.monotonic() < 60.0 * minutes:
                    await bound.list_page(CURRENCIES)

            with anyio.move_on_after((60.0 * minutes - clock.monotonic()) / time[0] + 0.5):
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(read)
                    tasks.start_soon(read)
    return trace.calls


def hold_and_die(url: str) -> None:
    """Take every place, and be killed."""
    limits = SharedLimits(url)
    limits.turn_now(HELD, "dead", (), [Wish(lease=110.0)] * 5)
    os.kill(os.getpid(), signal.SIGKILL)
