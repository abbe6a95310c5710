"""A client whose requests a test answers, and the shapes of Xero's answers."""

import json
import random
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import respx

from tests.clocks import FakeClock
from xero_component.api.client import XeroClient
from xero_component.api.limits import Limiter, Limits
from xero_component.api.retry import RetryPolicy

BASE = "https://api.xero.com/api.xro/2.0"
TENANT = "6f1c4b8e-0f5d-4b53-9f0c-6d8b7c1d2e3f"
INVOICE = "297c2dc5-cc47-4afd-8ec8-74990b8761e9"
TOKEN = "eyJ-first-token"
NEXT_TOKEN = "eyJ-second-token"
HTML = b"<!DOCTYPE html><html><head><title>Gateway sorry</title></head><body>x</body></html>"

EXPIRED: dict[str, Any] = {
    "Type": None,
    "Title": "Unauthorized",
    "Status": 401,
    "Detail": "TokenExpired: token expired at 03/02/2026 09:00:00",
    "Instance": "3f1f1e0a",
    "Extensions": {},
}
NOT_ALLOWED = EXPIRED | {"Detail": "AuthorizationUnsuccessful"}


class StubAuthorisation:
    """Hands out tokens in turn, and remembers which were called expired."""

    def __init__(
        self,
        *tokens: str,
        scopes: Iterable[str] | None = None,
        tenant_id: str | None = TENANT,
    ) -> None:
        self.tokens = list(tokens or (TOKEN, NEXT_TOKEN))
        self.scopes = None if scopes is None else frozenset(scopes)
        self.tenant_id = tenant_id
        self.rejected: list[str] = []

    async def access_token(self, *, rejected: str | None = None) -> str:
        if rejected is not None:
            self.rejected.append(rejected)
            self.tokens.remove(rejected)
        return self.tokens[0]


def client_of(
    answer: respx.Router | Callable[[httpx.Request], Any],
    clock: FakeClock,
    authorisation: StubAuthorisation | None = None,
    retry: RetryPolicy | None = None,
    limits: Limiter | None = None,
) -> XeroClient:
    handler = answer.async_handler if isinstance(answer, respx.Router) else answer
    return XeroClient(
        authorisation or StubAuthorisation(),
        clock=clock,
        limits=limits or Limits(clock=clock),
        retry=retry,
        http=httpx.AsyncClient(transport=httpx.MockTransport(handler)),
        jitter=random.Random(7),  # noqa: S311 - spreads waits, the same in every run
    )


def invoices(*rows: dict[str, Any], **envelope: Any) -> httpx.Response:
    shown = rows or ({"InvoiceID": INVOICE},)
    return httpx.Response(200, json={"Id": "1", "Status": "OK", "Invoices": shown, **envelope})


def keys_of(route: respx.Route) -> list[str]:
    return [call.request.headers["Idempotency-Key"] for call in route.calls]


def sent_json(request: httpx.Request) -> Any:
    return json.loads(request.content)
