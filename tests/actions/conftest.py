import ssl
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import respx

from tests.actions.wire import Held, Run, Wire
from tests.clocks import FakeClock
from tests.conformance.world import World, opened_world, served_sandbox
from xero_component.api.client import XeroClient
from xero_component.api.limits import Limits
from xero_component.component import component
from xero_component.core import StepContext, invoke
from xero_component.sandbox import Sandbox


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    with respx.mock(assert_all_called=False) as router:
        router.route().mock(side_effect=wire.take)
        yield wire


@pytest.fixture(scope="session")
def certificates() -> ssl.SSLContext:
    """Reading the certificates once, not for every client, saves most of the time."""
    return ssl.create_default_context()


@pytest.fixture
async def xero(
    wire: Wire, held: Held, clock: FakeClock, certificates: ssl.SSLContext
) -> AsyncIterator[XeroClient]:
    async with httpx.AsyncClient(verify=certificates) as http:
        yield XeroClient(held, http=http, clock=clock, limits=Limits(clock=clock))


@pytest.fixture
def run(xero: XeroClient) -> Run:
    """Invoke an action: `await run("get_contact", contact_id="…")`."""

    async def run(key: str, context: StepContext | None = None, /, **raw: Any) -> Any:
        outcome = await invoke(component, key, raw, xero, context)
        return outcome.planned or outcome.output

    return run


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Sandbox, str]]:
    with served_sandbox() as served:
        yield served


@pytest.fixture
async def world(served: tuple[Sandbox, str]) -> AsyncIterator[World]:
    """A sandbox over HTTP whose books are as on the first day: `await world.perform("…", …)`."""
    sandbox, url = served
    sandbox.reset()
    async with opened_world(sandbox, url) as world:
        yield world
