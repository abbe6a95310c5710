"""The server as a process: it starts, is killed, comes back, and nothing is posted twice."""

import socket
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from tests.cli.served import requests
from tests.runtimes.http.served import server_process
from xero_component.connections import Grant, Tenant, TokenStore
from xero_component.sandbox import Sandbox, parse_fault

TOO_LONG = b"Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{"
NONSENSE = (
    b"POST /actions/list_contacts HTTP/1.1\r\nHost: localhost\r\n" + TOO_LONG,
    b"\x16\x03\x01" * 1000,
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
)
CONTACT = {"name": "Sunrise Café"}


@pytest.fixture
def stored(consented: tuple[Grant, Tenant]) -> None:
    """Store a connection where a server finds it."""
    with TokenStore() as store:
        store.save("acme", *consented)


def answer_to(url: str, sent: bytes) -> bytes:
    """Return the beginning of the answer to bytes on a socket."""
    where = httpx.URL(url)
    with socket.create_connection((where.host, where.port or 0), timeout=10) as line:
        line.sendall(sent)
        return line.recv(12)


def wait_for_the_write(base_url: str, call: "Future[httpx.Response]") -> None:
    """Ask the sandbox, in its own thread, until it has had the contact."""
    with httpx.Client(base_url=base_url, trust_env=False) as http:
        while "PUT" not in [
            one["method"] for one in http.get("/sandbox/requests").json()["requests"]
        ]:
            assert not call.done(), call.result().text


@pytest.mark.usefixtures("stored")
def test_it_serves_survives_nonsense_and_ends_what_is_in_flight(
    sandbox: Sandbox, base_url: str
) -> None:
    sandbox.faults.add(parse_fault("slow:1@PUT /Contacts"))
    with server_process() as server, ThreadPoolExecutor(1) as pool:
        url = server.announced["url"]
        assert server.announced["openapi"] == f"{url}/openapi.json"
        assert server.announced["docs"].endswith("docs/server.md")
        for sent in NONSENSE:
            assert answer_to(url, sent)[9:10] == b"4", sent[:40]
        assert server.http.get("/ready").json() == {"ready": True}

        waiting = pool.submit(server.act, "create_contact", CONTACT)
        wait_for_the_write(base_url, waiting)
        code, out, err = server.stop()

        assert waiting.result().json()["Name"] == "Sunrise Café"
    assert (code, out) == (0, "")
    assert "Traceback" not in err
    assert len(requests(sandbox, "PUT", "/Contacts")) == 1


@pytest.mark.usefixtures("stored")
def test_killed_in_the_middle_of_a_write_it_posts_nothing_twice(
    sandbox: Sandbox, base_url: str
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    sandbox.faults.add(parse_fault("slow:1.5@PUT /Contacts"))
    with server_process(lease_seconds="0.5") as server, ThreadPoolExecutor(1) as pool:
        lost = pool.submit(server.act, "create_contact", CONTACT, headers=key)
        wait_for_the_write(base_url, lost)
        server.running.kill()
        with pytest.raises(httpx.TransportError):
            lost.result()
    with server_process(lease_seconds="0.5") as server:
        done = server.act("create_contact", CONTACT, headers=key)
        again = server.act("create_contact", CONTACT, headers=key)
        named = server.act("list_contacts", {"search_term": "Sunrise"}).json()["records"]
    assert done.status_code == 200, done.text
    assert again.content == done.content
    assert [one["ContactID"] for one in named] == [done.json()["ContactID"]]
    sent = requests(sandbox, "PUT", "/Contacts")
    assert len({one["idempotency_key"] for one in sent}) == 1
