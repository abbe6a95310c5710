"""The HTTP client that a Xero client opens when it is given none."""

import httpx

from xero_component.api.endpoints import Endpoints


def http_client(endpoints: Endpoints) -> httpx.AsyncClient:
    """Return a client for these addresses; a proxy is never asked for one of this machine."""
    timeout = httpx.Timeout(60.0, connect=10.0)
    return httpx.AsyncClient(timeout=timeout, trust_env=endpoints.is_xero)
