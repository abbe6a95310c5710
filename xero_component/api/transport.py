"""The HTTP client that a Xero client opens when it is given none."""

import os
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext

import httpx

from xero_component.api.endpoints import Endpoints

_NAMING_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


def http_client(endpoints: Endpoints) -> httpx.AsyncClient:
    """Return a client for these addresses, which keeps no cookies.

    A proxy is never asked for an address of this machine.
    """
    named = tuple(os.environ.get(name) for name in _NAMING_CERTIFICATES)
    return httpx.AsyncClient(
        timeout=httpx.Timeout(60.0, connect=10.0),
        trust_env=endpoints.is_xero,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        verify=_certificates(endpoints.is_xero, named),
    )


@cache
def _certificates(trust_env: bool, _named: tuple[str | None, ...]) -> SSLContext:
    """Read the certificates once: that takes longer than a call on a fast line."""
    return httpx.create_ssl_context(trust_env=trust_env)
