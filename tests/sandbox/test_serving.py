"""The sandbox on a real socket: resets, half-dead connections, starting and stopping."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

import xero_component.sandbox
from tests.sandbox.fake_ledger import FakeLedger
from tests.sandbox.oauth_client import OAuthClient
from xero_component.sandbox import Fault, Sandbox
from xero_component.sandbox.serving import base_url


@pytest.fixture(scope="module")
def shared_ledger() -> FakeLedger:
    return FakeLedger()


@pytest.fixture(scope="module")
def running(shared_ledger: FakeLedger) -> Iterator[tuple[Sandbox, str]]:
    sandbox = Sandbox(ledger=shared_ledger)
    with sandbox.serve() as base_url:
        yield sandbox, base_url


@pytest.fixture
async def served(running: tuple[Sandbox, str]) -> AsyncIterator[OAuthClient]:
    sandbox, base_url = running
    sandbox.reset()
    async with httpx.AsyncClient(base_url=base_url) as http:
        app = OAuthClient(http)
        await app.connect()
        yield app


@pytest.mark.parametrize(("kind", "executed"), [("reset-before", 0), ("reset-after", 1)])
async def test_reset_gives_no_reply_at_all(
    served: OAuthClient,
    running: tuple[Sandbox, str],
    shared_ledger: FakeLedger,
    kind: str,
    executed: int,
) -> None:
    running[0].faults.add(Fault(kind, match="PUT /Invoices"))
    with pytest.raises(httpx.NetworkError):
        await served.call("PUT", "/Invoices", content=b"{}")
    assert len(shared_ledger.demo.calls) == executed
    assert running[0].requests.listing()[-1]["status"] is None
    assert (await served.call("PUT", "/Invoices")).status_code == 200


async def test_lost_refresh_reply_can_be_fetched_again(
    served: OAuthClient, running: tuple[Sandbox, str]
) -> None:
    refresh_token = (await served.connect())["refresh_token"]
    running[0].faults.add(Fault("reset-after", match="POST /connect/token"))
    with pytest.raises(httpx.NetworkError):
        await served.token("refresh_token", refresh_token=refresh_token)
    again = await served.token("refresh_token", refresh_token=refresh_token)
    assert again.status_code == 200


async def test_lost_write_is_replayed_under_its_key(
    served: OAuthClient, running: tuple[Sandbox, str], shared_ledger: FakeLedger
) -> None:
    running[0].faults.add(Fault("reset-after"), Fault("504"))
    key = {"Idempotency-Key": "run-2"}
    with pytest.raises(httpx.NetworkError):
        await served.call("PUT", "/Invoices", headers=key)
    assert (await served.call("PUT", "/Invoices", headers=key)).status_code == 504
    assert (await served.call("PUT", "/Invoices", headers=key)).status_code == 200
    assert len(shared_ledger.demo.calls) == 1


async def test_slow_reply_outlasts_the_client_s_timeout_but_is_executed(
    served: OAuthClient, running: tuple[Sandbox, str], shared_ledger: FakeLedger
) -> None:
    running[0].faults.add(Fault("slow:0.3"))
    with pytest.raises(httpx.ReadTimeout):
        await served.call("PUT", "/Invoices", timeout=0.1)
    assert len(shared_ledger.demo.calls) == 1


async def test_raw_path_keeps_an_encoded_slash(
    served: OAuthClient, shared_ledger: FakeLedger
) -> None:
    await served.connect(scope="accounting.attachments.read")
    await served.call("GET", "/Invoices/1/Attachments/a%2Fb.pdf")
    assert shared_ledger.demo.calls[-1].segments[-1] == "a/b.pdf"


async def test_small_replies_are_not_held_back(
    served: OAuthClient, running: tuple[Sandbox, str]
) -> None:
    assert (await served.call("GET", "/Invoices")).status_code == 200
    for wire in running[0]._wires.values():
        peer = wire.get_extra_info("socket")
        assert peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_no_content_and_head_leave_the_connection_usable(served: OAuthClient) -> None:
    connection = (await served.call("GET", "/connections")).json()[0]
    answer = await served.call("DELETE", f"/connections/{connection['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await served.http.head("/api.xro/2.0/Invoices")).content == b""
    assert (await served.call("GET", "/connections")).status_code == 200


def test_nothing_runs_on_after_serving(ledger: FakeLedger) -> None:
    before = threading.active_count()
    sandbox, urls = Sandbox(ledger=ledger), []
    for _ in range(2):
        with sandbox.serve() as url, httpx.Client(base_url=url) as client:
            assert client.get("/sandbox/clock").status_code == 200
            urls.append(url)
    assert threading.active_count() == before
    for url in urls:
        with pytest.raises(httpx.ConnectError):
            httpx.get(url)


def test_serving_stops_when_the_body_raises(ledger: FakeLedger) -> None:
    with pytest.raises(KeyError), Sandbox(ledger=ledger).serve() as base_url:
        raise KeyError(base_url)
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url)


def test_taken_port_is_an_os_error(ledger: FakeLedger, running: tuple[Sandbox, str]) -> None:
    port = httpx.URL(running[1]).port
    assert port
    with pytest.raises(OSError, match="use"), Sandbox(ledger=ledger).serve(port=port):
        raise AssertionError("served on a taken port")


@pytest.mark.parametrize(
    ("host", "url"),
    [("::1", "http://[::1]:80"), ("localhost", "http://localhost:80")],
)
def test_ipv6_address_is_bracketed(host: str, url: str) -> None:
    assert base_url(host, 80) == url


PROGRAM = """
from tests.sandbox.fake_ledger import FakeLedger
from xero_component.sandbox import Sandbox

Sandbox(ledger=FakeLedger()).run("127.0.0.1", 0, lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_foreground_sandbox_returns_on_a_signal(number: signal.Signals) -> None:
    with subprocess.Popen(  # noqa: S603 - the program is the one above
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert httpx.get(f"{url}/sandbox/clock").status_code == 200
        os.kill(process.pid, number)
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, "stopped\n", "")


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "xero_component.sandbox.server")
    monkeypatch.delitem(sys.modules, "xero_component.sandbox.serving")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(ImportError, match=r"uvicorn: pip install .xero-component\[server\]"):
        _ = xero_component.sandbox.Sandbox


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Sandbag'"):
        _ = getattr(xero_component.sandbox, "Sandbag")  # noqa: B009 - mypy knows there is none
