"""The receiver of webhooks as its sender sees it: where it is, and what it answers.

https://developer.xero.com/documentation/guides/webhooks/configuring-your-server
"""

import hmac
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from ipaddress import ip_address
from ssl import SSLContext
from urllib.parse import urlsplit

import anyio
import httpx

TIMEOUT = 5.0
"""Seconds in which a receiver has to answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one POST; no status where nothing came."""

    status: int | None
    complaint: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the receiver took the delivery."""
        return self.status is not None and 200 <= self.status < 300


def check_url(url: str | None) -> str | None:
    """Let only http and https URLs of this machine through; raises ValueError."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
        local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        local = False
    else:
        local = local and parts.scheme in ("http", "https")
    if not local:
        raise ValueError("The webhook URL must be http(s)://localhost or another loopback address")
    return url


def connection() -> httpx.AsyncClient:
    """Open a client that goes straight to the receiver, through no proxy and after no redirect."""
    return httpx.AsyncClient(
        timeout=TIMEOUT, trust_env=False, follow_redirects=False, verify=_certificates()
    )


@cache
def _certificates() -> SSLContext:
    """Read the certificates once: that takes longer than a delivery."""
    return httpx.create_ssl_context(trust_env=False)


async def post(client: httpx.AsyncClient, url: str | None, body: bytes, key: bytes) -> Answer:
    """Send a body, signed with the key."""
    if url is None:
        return Answer(None, "no webhook URL is set")
    signature = b64encode(hmac.digest(key, body, sha256)).decode()
    headers = {"Content-Type": "application/json", "x-xero-signature": signature}
    try:
        with anyio.fail_after(TIMEOUT):
            reply = await client.post(url, content=body, headers=headers)
    except (httpx.HTTPError, TimeoutError) as error:
        return Answer(None, f"no answer: {type(error).__name__}")
    if reply.content:
        return Answer(reply.status_code, "the body must be empty")
    if "set-cookie" in reply.headers:
        return Answer(reply.status_code, "there must be no cookies")
    return Answer(reply.status_code)
