"""A wire on which every request is looked at before it is answered."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpx

from tests.actions.wire import TOKEN, Held
from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.api.retry import RetryPolicy
from xero_component.api.transport import http_client

XERO = "api.xero.com"
EVIL = "evil.example"

Answer = Callable[[httpx.Request], httpx.Response]


class Watched:
    """Answers as a test wants, and keeps what was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer(request)

    def assert_at_xero(self) -> None:
        """Hold every request to have gone to Xero's API, as one request, with the token once."""
        for request in self.requests:
            url = request.url
            assert (url.scheme, url.host, url.port, url.userinfo) == ("https", XERO, None, b"")
            assert request.headers.get_list("host") == [XERO]
            assert request.headers.get_list("authorization") == [f"Bearer {TOKEN}"]
            path, _, query = url.raw_path.partition(b"?")
            for part in (path, query):
                assert not set(part) & set(b"\r\n\t \0#\\")
            assert b"/../" not in path + b"/"
            for name, value in request.headers.raw:
                assert not set(name + value) & set(b"\r\n\0")


@cache
def _own_client() -> httpx.AsyncClient:
    """Return a client as the component opens it; making one takes too long for each request."""
    http = http_client(Endpoints())
    http._mounts = {}
    return http


@contextmanager
def opened_client(wire: Watched) -> Iterator[XeroClient]:
    """Open a client of Xero itself, whose every request ends at the wire."""
    clock = FakeClock()
    http = _own_client()
    http._transport = httpx.MockTransport(wire)
    yield XeroClient(
        Held(),
        http=http,
        clock=clock,
        limits=Limits(per_minute=10**9, app_per_minute=10**9, clock=clock),
        retry=RetryPolicy(retries=1),
    )


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where the texts of an input are."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif isinstance(value, str):
        yield path


def replaced(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """Return an input with another text at one place."""
    if not path:
        return text
    first, *rest = path
    if isinstance(value, Mapping):
        return {
            name: replaced(item, tuple(rest), text) if name == first else item
            for name, item in value.items()
        }
    return [
        replaced(item, tuple(rest), text) if index == first else item
        for index, item in enumerate(value)
    ]
