"""Whatever Xero, or somebody in its place, answers: a result, or an error that says what to do."""

import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.clocks import FakeClock
from tests.security.wire import Watched, opened_client
from xero_component.api import bodies
from xero_component.api.client import XeroClient
from xero_component.component import component
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    MemoryTokenStore,
)
from xero_component.core import Action, ChoiceQuery, invoke, present
from xero_component.errors import GiveUpError, OutcomeUnknownError, XeroComponentError

AnyAction = Action[Any, Any, Any]
EVERY_ACTION = pytest.mark.parametrize(
    "action", component.actions.values(), ids=component.actions.keys()
)
DEEP = 50_000
LONGEST_MESSAGE = 2500

pytestmark = pytest.mark.outside_openapi(reason="the answers are hostile")

RAW = {
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep list in an envelope": b'{"%s":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "endless list": b"[" * DEEP,
    "huge exponent": b'{"%s":[{"Total":1e999999999}]}',
    "huge integer": b'{"%s":[{"Total":' + b"9" * 20_000 + b"}]}",
    "huge decimal": b'{"%s":[{"Total":0.' + b"1" * 20_000 + b"}]}",
    "not a number": b'{"%s":[{"Total":NaN}]}',
    "the same name twice": b'{"%s":[{"Name":"a"}],"%s":"b"}',
    "a half character": b'{"%s":[{"Name":"\\ud800"}]}',
    "bytes that are not Unicode": b'{"%s":[{"Name":"\xff\xfe"}]}',
    "control characters": b'{"%s":[{"Name":"\\u0000\\u001b[2J\\u202e"}]}',
    "no list": b'{"%s":"x"}',
    "null": b"null",
    "null in the list": b'{"%s":[null]}',
    "an empty record": b'{"%s":[{}]}',
    "numbers for everything": b'{"%s":[%d]}',
    "an attribute of Python": b'{"%s":[{"__class__":"x","__init__":{}}]}',
}


def names_in(path: str) -> list[str]:
    """Return what a list of records could be called in the answer to a request."""
    parts = [part for part in path.split("/") if part]
    return [*reversed(parts), "HistoryRecords", "Attachments", "OnlineInvoices"]


def answer_of(raw: bytes, request: httpx.Request) -> bytes:
    path = request.url.path
    plural = next((one for one in names_in(path) if one.isalpha() and one[0].isupper()), "X")
    return raw.replace(b"%s", plural.encode()).replace(b"%d", b'{"Name":1,"ContactID":2}')


async def refusal(work: Awaitable[Any]) -> XeroComponentError | None:
    """Return the documented error that some work ends in, if it does; let others through."""
    try:
        await work
    except XeroComponentError as error:
        return error
    return None


async def present_action(xero: XeroClient, key: str, raw: Any) -> None:
    present(await invoke(component, key, raw, xero))


def assert_clear(error: XeroComponentError | None) -> None:
    assert error is None or (error.advice and 0 < len(error.message) <= LONGEST_MESSAGE)


@EVERY_ACTION
async def test_json_that_is_a_trap_ends_well_or_in_a_clear_error(action: AnyAction) -> None:
    for body in RAW.values():

        def answer(request: httpx.Request, body: bytes = body) -> httpx.Response:
            headers = {"Content-Type": "application/json"}
            return httpx.Response(200, content=answer_of(body, request), headers=headers)

        with opened_client(Watched(answer)) as xero:
            example = dict(action.input.example)
            assert_clear(await refusal(present_action(xero, action.key, example)))


@pytest.mark.parametrize("kind", sorted(RAW))
@pytest.mark.parametrize("key", sorted(component.data_sources))
async def test_a_picker_offers_something_or_says_what_is_wrong(key: str, kind: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=answer_of(RAW[kind], request))

    with opened_client(Watched(answer)) as xero:
        assert_clear(await refusal(component.data_sources[key](xero, ChoiceQuery())))


async def test_money_beyond_all_measure_stays_exact_or_is_refused() -> None:
    digits = "9" * 400 + ".25"
    body = f'{{"Invoices":[{{"Total":{digits}}}]}}'.encode()
    with opened_client(Watched(lambda _request: httpx.Response(200, content=body))) as xero:
        outcome = await invoke(component, "get_invoice", {"invoice_id": "INV-1"}, xero)
    assert outcome.output["Total"] == Decimal(digits)
    assert digits.encode() in present(outcome)


async def test_a_compressed_bomb_does_not_take_the_process_down() -> None:
    bomb = gzip.compress(b"[" * 20_000_000)
    headers = {"Content-Encoding": "gzip"}

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=bomb, headers=headers)

    with opened_client(Watched(answer)) as xero:
        error = await refusal(invoke(component, "list_contacts", {}, xero))
    assert isinstance(error, GiveUpError)


class Endless(httpx.AsyncByteStream):
    """A body that ends long after anybody should have left; every chunk that is sent counts."""

    def __init__(self, *, compressed: bool) -> None:
        self._packer = zlib.compressobj(wbits=31) if compressed else None
        self.chunks = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        blank = b" " * 2**20
        for _ in range(64):
            chunk = blank if self._packer is None else self._packer.compress(blank)
            self.chunks += 1
            yield chunk

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize("status", [200, 401, 500])
@pytest.mark.parametrize("compressed", [False, True], ids=["as it is", "compressed"])
@pytest.mark.parametrize(
    ("key", "raw", "error"),
    [
        ("list_contacts", {}, GiveUpError),
        ("create_contact", {"name": "Sunrise"}, OutcomeUnknownError),
    ],
)
async def test_an_endless_answer_is_left_before_it_fills_the_memory(
    key: str,
    raw: Any,
    error: type[XeroComponentError],
    compressed: bool,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "LARGEST_BODY", 5 * 2**20)
    body = Endless(compressed=compressed)
    headers = {"Content-Encoding": "gzip"} if compressed else {}
    wire = Watched(lambda _request: httpx.Response(status, stream=body, headers=headers))
    with opened_client(wire) as xero:
        ended = await refusal(invoke(component, key, raw, xero))
    assert type(ended) is error
    assert "over 5 MB" in ended.message
    assert body.closed
    assert body.chunks < 10
    assert len(wire.requests) == 1


@pytest.mark.parametrize("status", [200, 400])
async def test_an_endless_answer_to_a_renewal_is_left_too(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "LARGEST_BODY", 5 * 2**20)
    body, clock = Endless(compressed=True), FakeClock()
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    wire = httpx.MockTransport(lambda _: httpx.Response(status, stream=body, headers=headers))
    async with httpx.AsyncClient(transport=wire) as http:
        connection = ClientCredentialsConnection.from_settings(
            ClientCredentialsInput(client_id="app", client_secret=SecretStr("app-secret")),
            store=MemoryTokenStore(clock),
            http=http,
            clock=clock,
        )
        with pytest.raises(GiveUpError, match="too long"):
            await connection.access_token()
    assert body.closed
    assert body.chunks < 10


async def test_an_answer_s_headers_are_no_more_than_text() -> None:
    headers = [
        (b"xero-correlation-id", b"x" * 5000),
        (b"x-rate-limit-problem", b"<script>"),
        (b"retry-after", b"-1e999"),
        (b"x-minlimit-remaining", b"NaN"),
        (b"set-cookie", b"a=b; Domain=xero.com"),
    ]

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers=headers)

    wire = Watched(answer)
    with opened_client(wire) as xero:
        assert_clear(await refusal(invoke(component, "list_contacts", {}, xero)))
    wire.assert_at_xero()
    assert not [one for one in wire.requests if "cookie" in one.headers]
