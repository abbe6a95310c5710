"""The whole way over real HTTP: a browser, the server, and the sandbox, each on its own port."""

import re
import socket
from pathlib import Path

import httpx

from tests.databases import KEY
from tests.runtimes.http_connect.driving import APPS, FIRST
from xero_component.runtimes.http import create_app
from xero_component.runtimes.settings import Settings
from xero_component.sandbox import Sandbox
from xero_component.sandbox.serving import in_background


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_person_connects_and_disconnects(tmp_path: Path):
    port = free_port()
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as xero:
        settings = Settings.model_validate(
            {"store": f"sqlite:///{tmp_path / 'store.db'}", "key": KEY, "base_url": xero}
            | {"port": port, "apps": APPS}
        )
        with in_background(create_app(settings), {}, "127.0.0.1", port):
            walk(httpx.URL(f"http://localhost:{port}"))


def walk(site: httpx.URL) -> None:
    with httpx.Client(base_url=site, trust_env=False) as browser:
        at_xero = browser.get("/connect/main", params={"connection": "acme"})
        consent = httpx.URL(at_xero.headers["location"]).copy_add_param("sandbox_consent", FIRST)
        callback = browser.get(consent).headers["location"]
        assert callback.startswith(f"{site}/connect/main/callback?")
        done = browser.get(callback, follow_redirects=True)
        assert "Connected to Xero" in done.text
        listed = browser.get("/connections").json()["connections"]
        assert [one["organisation"] for one in listed] == [FIRST]

        page = browser.get("/connect/main/disconnect", params={"connection": "acme"})
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        assert token is not None
        ended = browser.post("/connect/main/disconnect", data={"token": token[1]})
        assert "is no longer connected here" in ended.text
        assert browser.get("/connections").json()["connections"] == []
