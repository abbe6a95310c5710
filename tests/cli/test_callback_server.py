import socket

import httpx
import pytest

from xero_component.cli.callback_server import callback_server
from xero_component.errors import ConfigurationError, ReconnectError


def get(address: str) -> httpx.Response:
    return httpx.get(address, trust_env=False)


def test_the_first_callback_is_returned_whole() -> None:
    with callback_server(0) as server:
        reply = get(f"{server.redirect_uri}?code=a%20b&state=s")
        assert server.wait(5) == f"{server.redirect_uri}?code=a%20b&state=s"
    assert reply.status_code == 200
    assert "no-store" in reply.headers["cache-control"]


def test_other_paths_and_further_callbacks_change_nothing() -> None:
    with callback_server(0) as server:
        root = server.redirect_uri.removesuffix("/callback")
        assert get(f"{root}/favicon.ico").status_code == 404
        assert get(f"{server.redirect_uri}?code=first").status_code == 200
        assert get(f"{server.redirect_uri}?code=second").status_code == 409
        assert server.wait(5).endswith("code=first")


def test_what_the_address_says_is_escaped_on_the_page() -> None:
    with callback_server(0) as server:
        page = get(f"{server.redirect_uri}?error=<script>alert(1)</script>").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_an_idle_connection_keeps_nobody_waiting() -> None:
    with callback_server(0) as server:
        port = httpx.URL(server.redirect_uri).port
        assert port is not None
        with socket.create_connection(("127.0.0.1", port)):
            get(f"{server.redirect_uri}?code=c")
            assert server.wait(5).endswith("code=c")


def test_nobody_coming_back_is_an_error() -> None:
    with callback_server(0) as server, pytest.raises(ReconnectError, match="Nobody came back"):
        server.wait(0)


def test_a_taken_port_is_an_error_and_a_closed_server_frees_its_port() -> None:
    with callback_server(0) as server:
        port = httpx.URL(server.redirect_uri).port or 0
        with pytest.raises(ConfigurationError, match=f"port {port}"), callback_server(port):
            pass
    with callback_server(port) as again:
        assert again.redirect_uri == f"http://localhost:{port}/callback"
