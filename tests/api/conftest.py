from collections.abc import AsyncIterator

import pytest
import respx

from tests.api.wiring import BASE, StubAuthorisation, client_of
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def authorisation() -> StubAuthorisation:
    return StubAuthorisation()


@pytest.fixture
def router() -> respx.Router:
    return respx.Router(assert_all_called=False, base_url=BASE)


@pytest.fixture
async def xero(
    router: respx.Router, clock: FakeClock, authorisation: StubAuthorisation
) -> AsyncIterator[XeroClient]:
    async with client_of(router, clock, authorisation) as client:
        yield client
