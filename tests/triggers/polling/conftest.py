from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.triggers.polling.host import Host
from tests.triggers.polling.model import ModelXero

Open = Callable[..., Host]


@pytest.fixture
async def hosted() -> AsyncIterator[Open]:
    """Open a host on a model of Xero; clients are closed at the end."""
    async with AsyncExitStack() as opened:

        def open_host(xero: ModelXero, **settings: Any) -> Host:
            client = xero.client()
            opened.push_async_callback(client.aclose)
            return Host(xero, client, **settings)

        yield open_host
