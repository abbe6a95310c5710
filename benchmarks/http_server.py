"""One action through the HTTP server, beside a bare FastAPI route that makes the same call.

Run it alone as `python -m benchmarks.http_server`. Each server is a process of its own, and calls
the stub that all benchmarks call.
"""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI, Request

from benchmarks.stub import serving
from benchmarks.timing import Row, in_turn, timed
from tests.databases import KEY
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits.shared import SharedLimits
from xero_component.connections import Grant, Tenant, TokenStore
from xero_component.runtimes.http import create_app
from xero_component.runtimes.settings import load_settings

TIMES = 200
CONTACT = {"name": "Benchmark", "email_address": "a@b.example"}
TENANT = Tenant(
    tenant_id="00000000-0000-0000-0000-000000000001", name="Benchmark", connection_id="link"
)


def over_http(runs: int) -> Row:
    """Measure 200 actions in a row, each server in turn."""
    with (
        serving(0) as upstream,
        tempfile.TemporaryDirectory() as folder,
        _server("component", upstream, f"sqlite:///{Path(folder) / 'store.db'}") as ours,
        _server("bare", upstream, "") as bare,
    ):
        mine, baseline, ratio = in_turn(
            lambda: timed(lambda: _ask(ours)), lambda: timed(lambda: _ask(bare)), runs
        )
    name = f"one action over HTTP ({TIMES} in a row), beside a bare FastAPI route"
    return Row(name, mine, baseline, 1 / ratio)


async def _ask(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        for _ in range(TIMES):
            answer = await http.post("/actions/create_contact", json=CONTACT)
            assert answer.json()["Name"] == "Benchmark", answer.text


@contextmanager
def _server(kind: str, upstream: str, store: str) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.http_server", kind, upstream, store]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this Python
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.terminate()
        server.wait()


def component(upstream: str, store: str) -> FastAPI:
    """Return the server, with one connection and without a budget for the minute."""
    endpoints = Endpoints.at(upstream)
    with TokenStore(store, KEY) as kept:
        grant = Grant(
            connection_type="oauth2",
            client_id="app",
            access_token="token",  # noqa: S106 - the stub's
            refresh_token="refresh",  # noqa: S106 - the stub's
            expires_at=datetime.now(UTC) + timedelta(days=1),
            scopes=frozenset({"accounting.contacts"}),
            issuer=endpoints.issuer,
        )
        kept.save("benchmark", grant, TENANT)
    settings = load_settings(store=store, key=KEY, base_url=upstream)
    limits = SharedLimits(store, per_minute=10**9, app_per_minute=10**9)
    return create_app(settings, limits=limits)


def bare(upstream: str) -> FastAPI:
    """Return a route that makes the same call with httpx and does nothing else."""
    app, http = FastAPI(), httpx.AsyncClient(trust_env=False)

    @app.post("/actions/create_contact")
    async def create_contact(request: Request) -> dict[str, object]:
        data = await request.json()
        answer = await http.put(
            f"{upstream}/api.xro/2.0/Contacts",
            params={"summarizeErrors": "false"},
            headers={
                "Authorization": "Bearer token",
                "xero-tenant-id": "benchmark",
                "Idempotency-Key": "key",
            },
            json={"Contacts": [{"Name": data["name"], "EmailAddress": data["email_address"]}]},
        )
        contact: dict[str, object] = answer.json()["Contacts"][0]
        return contact

    return app


def main(kind: str, upstream: str, store: str) -> None:
    """Print a port, and serve on it until the process is ended."""
    app = component(upstream, store) if kind == "component" else bare(upstream)
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(*sys.argv[1:])
    else:
        row = over_http(5)
        print(f"{row.what}: {row.ours:.3f} s (bare: {row.baseline:.3f} s), ratio {row.ratio:.2f}")
