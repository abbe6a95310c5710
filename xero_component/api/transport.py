"""The HTTP client that a Xero client opens when it is given none."""

from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from xero_component.api.endpoints import Endpoints


def http_client(endpoints: Endpoints) -> httpx.AsyncClient:
    """Return a client for these addresses, which keeps no cookies.

    A proxy is never asked for an address of this machine.
    """
    timeout = httpx.Timeout(60.0, connect=10.0)
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    return httpx.AsyncClient(timeout=timeout, trust_env=endpoints.is_xero, cookies=no_cookies)
