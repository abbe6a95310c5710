"""The bytes that leave this machine, as a server on a socket gets them."""

import asyncio
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.wiring import INVOICE, StubAuthorisation
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.api.wire import Call, json_call, path_of

TOKEN = "tok-SECRET-one"


class RawServer:
    """Answers every request with the same bytes, and keeps what it got."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.port = 0
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received = b""
        while not received.endswith((b"\r\n\r\n", b"}")):
            received += await reader.read(65536)
        self.got.append(received)
        writer.write(self.answer)
        await writer.drain()
        writer.close()

    @property
    def request_line(self) -> bytes:
        return self.got[-1].partition(b"\r\n")[0]


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    found = RawServer()
    listening = await asyncio.start_server(found.serve, "127.0.0.1")
    async with listening:
        found.port = listening.sockets[0].getsockname()[1]
        yield found


@pytest.fixture
async def xero(server: RawServer, clock: FakeClock) -> AsyncIterator[XeroClient]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield XeroClient(
            StubAuthorisation(TOKEN),
            endpoints=Endpoints.at(f"http://127.0.0.1:{server.port}"),
            clock=clock,
            limits=Limits(clock=clock),
            http=http,
        )


async def test_a_file_name_is_encoded_once_and_only_once(
    xero: XeroClient, server: RawServer
) -> None:
    path = path_of("Invoices", INVOICE, "Attachments", "a%2Fb #1?.pdf")
    await xero.send(Call(method="GET", path=path), lambda reply: reply)
    assert server.request_line == (
        f"GET /api.xro/2.0/Invoices/{INVOICE}/Attachments/a%252Fb%20%231%3F.pdf HTTP/1.1".encode()
    )


async def test_dots_in_a_name_do_not_climb(xero: XeroClient, server: RawServer) -> None:
    call = Call(method="GET", path=path_of("Invoices", "../../connections", "History"))
    await xero.send(call, lambda reply: reply)
    assert b" /api.xro/2.0/Invoices/..%2F..%2Fconnections/History " in server.request_line


async def test_a_query_keeps_its_special_characters_apart(
    xero: XeroClient, server: RawServer
) -> None:
    query = {"where": 'Name=="A&B+C #1"', "searchTerm": "📎"}
    await xero.send(Call(method="GET", path="/Contacts", query=query), lambda reply: reply)
    assert server.request_line == (
        b"GET /api.xro/2.0/Contacts?where=Name%3D%3D%22A%26B%2BC+%231%22"
        b"&searchTerm=%F0%9F%93%8E HTTP/1.1"
    )


async def test_a_body_has_its_length_and_exact_digits(xero: XeroClient, server: RawServer) -> None:
    await xero.send(json_call("POST", "/Items", {"Name": "é📎"}), lambda reply: reply)
    head, _, body = server.got[0].partition(b"\r\n\r\n")
    assert body == '{"Name":"é📎"}'.encode()
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert b"transfer-encoding" not in head.lower()


async def test_no_log_of_the_http_library_shows_the_token_at_any_level(
    xero: XeroClient, server: RawServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await xero.send(json_call("POST", "/Items", {}), lambda reply: reply)
    assert f"Bearer {TOKEN}".encode() in server.got[0]
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"httpx", "httpcore"}
    assert not [record for record in caplog.records if "SECRET" in record.getMessage()]
