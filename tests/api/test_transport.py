import os
import ssl
from typing import Any

import httpx
import pytest

from xero_component.api import transport
from xero_component.api.endpoints import Endpoints
from xero_component.api.transport import http_client
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    MemoryTokenStore,
)
from xero_component.sandbox import Sandbox


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The certificate files that were asked for, one entry for each time they were read."""
    files: list[str | None] = []
    genuine = httpx.create_ssl_context

    def counted(**options: Any) -> ssl.SSLContext:
        files.append(os.environ.get("SSL_CERT_FILE"))
        return genuine(**options)

    monkeypatch.setattr(httpx, "create_ssl_context", counted)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    transport._certificates.cache_clear()
    return files


async def test_certificates_are_read_once_for_all_clients(read: list[str | None]):
    for _ in range(3):
        await http_client(Endpoints()).aclose()

    assert read == [None]


async def test_other_certificates_named_meanwhile_are_read(
    read: list[str | None], monkeypatch: pytest.MonkeyPatch
):
    await http_client(Endpoints()).aclose()
    monkeypatch.setenv("SSL_CERT_FILE", httpx.__file__)

    with pytest.raises(ssl.SSLError):
        http_client(Endpoints())

    assert read == [None, httpx.__file__]


async def test_no_proxy_is_asked_for_the_tokens_of_a_sandbox(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    sandbox = Sandbox()
    with sandbox.serve() as url:
        connection = ClientCredentialsConnection.from_settings(
            ClientCredentialsInput.model_validate(sandbox.announcement(url)["custom_connection"]),
            store=MemoryTokenStore(),
            endpoints=Endpoints.at(url),
        )
        async with connection:
            assert await connection.access_token()
