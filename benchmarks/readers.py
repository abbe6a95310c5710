"""The ways of reading 50,000 invoices that are compared. Each returns how many it read."""

import anyio
import httpx
import orjson

from benchmarks.stub import PAGE_SIZE, PAGES
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.catalogue.objects import INVOICES


class Token:
    """An authorisation that never expires."""

    tenant_id = "benchmark"
    scopes = None

    async def access_token(self, *, rejected: str | None = None) -> str:
        return "token"


def client(base_url: str) -> XeroClient:
    """Return a client without a budget for the minute, which the stub does not keep either."""
    limits = Limits(per_minute=10**9, app_per_minute=10**9)
    return XeroClient(Token(), endpoints=Endpoints.at(base_url), limits=limits)


async def streamed(base_url: str) -> int:
    """Read with this package, page by page."""
    count = 0
    async with client(base_url) as xero, xero.pages(INVOICES) as pages:
        async for page in pages:
            count += len(page)
    return count


async def _bare_page(http: httpx.AsyncClient, base_url: str, number: int) -> int:
    answer = await http.get(
        f"{base_url}/api.xro/2.0/Invoices",
        params={"page": number, "pageSize": PAGE_SIZE},
        headers={"Authorization": "Bearer token", "Accept": "application/json"},
    )
    return len(orjson.loads(answer.content)["Invoices"])


async def bare_in_sequence(base_url: str) -> int:
    """Read with httpx and orjson, one page after the other; floats, raw dates."""
    async with httpx.AsyncClient() as http:
        return sum([await _bare_page(http, base_url, n) for n in range(1, PAGES + 1)])


async def bare_five_at_once(base_url: str) -> int:
    """Read with httpx and orjson, five pages at once; floats, raw dates."""
    count = 0
    numbers = iter(range(1, PAGES + 1))

    async def worker(http: httpx.AsyncClient) -> None:
        nonlocal count
        for number in numbers:
            count += await _bare_page(http, base_url, number)

    async with httpx.AsyncClient() as http, anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(worker, http)
    return count


def xero_sdk(base_url: str) -> int:
    """Read with Xero's own SDK, one page after the other, as it offers."""
    from xero_python.accounting import AccountingApi
    from xero_python.api_client import ApiClient
    from xero_python.api_client.configuration import Configuration
    from xero_python.api_client.oauth2 import OAuth2Token

    api_client = ApiClient(
        Configuration(oauth2_token=OAuth2Token(client_id="id", client_secret="secret")),  # noqa: S106
        pool_threads=1,
    )
    token = {"access_token": "token", "expires_in": 1800, "token_type": "Bearer", "scope": ["x"]}
    api_client.oauth2_token_getter(lambda: token)
    api_client.oauth2_token_saver(lambda _token: None)
    api_client.set_oauth2_token({**token, "expires_at": 4e9})
    api = AccountingApi(api_client)
    api.base_url = f"{base_url}/api.xro/2.0"
    api_client.configuration.host = f"{base_url}/api.xro/2.0"
    count = 0
    for number in range(1, PAGES + 1):
        page = api.get_invoices("benchmark", page=number, page_size=PAGE_SIZE)
        count += len(page.invoices)
    return count
