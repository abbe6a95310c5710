"""The wire to Xero, cut short: what was sent is kept, and answers are those that a test gives."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx

from xero_component.api.wire import decode_json

TOKEN = "the-access-token"
TENANT = "45e4708e-d862-4111-ab3a-dd8cd03913e1"
BASE = "https://api.xero.com/api.xro/2.0"

CONTACT = "430fa14a-f945-44d3-9f97-5df5e28441b8"
INVOICE = "0032f627-3156-4d30-9b1c-4d3b994dc921"
ACCOUNT = "297c2dc5-cc47-4afd-8ec8-74990b8761e9"

Run = Callable[..., Awaitable[Any]]


class Held:
    """An authorisation that holds one token."""

    def __init__(self, tenant_id: str | None = TENANT) -> None:
        self.tenant_id = tenant_id
        self.scopes: frozenset[str] | None = None
        self.asked = 0

    async def access_token(self, *, rejected: str | None = None) -> str:
        self.asked += 1
        return TOKEN


class Sent:
    """One request as it went out."""

    def __init__(self, request: httpx.Request) -> None:
        self.method = request.method
        self.host = request.url.host
        raw_path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
        self.path = raw_path
        self.query = dict(parse_qsl(raw_query, keep_blank_values=True))
        self.headers = request.headers
        self.content = request.content

    @property
    def line(self) -> str:
        """Method and path below the accounting API."""
        return f"{self.method} {self.path.removeprefix('/api.xro/2.0')}"

    @property
    def body(self) -> Any:
        """The JSON that was sent, numbers exact."""
        assert self.headers["content-type"] == "application/json"
        return decode_json(self.content)

    @property
    def element(self) -> dict[str, Any]:
        """The only record in the body."""
        [[element]] = self.body.values()
        read: dict[str, Any] = element
        return read


class Wire:
    """Answers requests in turn, and keeps them."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self._answers: list[httpx.Response | Exception] = []

    def answer(
        self,
        body: Any = None,
        *,
        status: int = 200,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Give the next request this answer."""
        if content is not None:
            self._answers.append(httpx.Response(status, content=content, headers=headers))
        else:
            self._answers.append(httpx.Response(status, json=body, headers=headers))

    def fail(self, failure: Exception) -> None:
        """Let the next request go wrong on its way."""
        self._answers.append(failure)

    def take(self, request: httpx.Request) -> httpx.Response:
        """Keep a request and answer it."""
        self.sent.append(Sent(request))
        assert self._answers, f"no answer is left for {request.method} {request.url}"
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def one(self) -> Sent:
        """The only request that was sent."""
        assert [sent.line for sent in self.sent] == [sent.line for sent in self.sent][:1]
        return self.sent[0]


def assert_authorised(sent: Sent) -> None:
    """Check what every call to a tenanted API carries."""
    assert sent.host == "api.xero.com"
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.headers["xero-tenant-id"] == TENANT


def assert_written(sent: Sent) -> None:
    """Check what every write of JSON carries."""
    assert_authorised(sent)
    assert sent.headers["accept"] == "application/json"
    assert sent.headers["content-type"] == "application/json"
    assert 1 <= len(sent.headers["idempotency-key"]) <= 128
