"""A clock that a test moves, tokens that are JWTs in form, and ready-made grants."""

import base64
import json
from datetime import UTC, datetime, timedelta

from anyio.lowlevel import checkpoint

from xero_component.catalogue.apis import ISSUER, TOKEN_URL
from xero_component.connections import Grant, Tenant

TOKEN_ENDPOINT = TOKEN_URL
SECRET = "sEcReT-of-the-app"
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

ACME = Tenant(tenant_id="11111111-aaaa", name="Acme", connection_id="c-1")
BETA = Tenant(tenant_id="22222222-bbbb", name="Beta", connection_id="c-2")


class FakeClock:
    def __init__(self, start: datetime = START) -> None:
        self.moment = start
        self.wrong_by = timedelta(0)
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def now(self) -> datetime:
        return self.moment + self.wrong_by

    def set_by(self, seconds: float) -> None:
        """Set the time of day, while no time passes."""
        self.wrong_by += timedelta(seconds=seconds)

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)
        await checkpoint()


def jwt(**claims: object) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


def a_grant(**changes: object) -> Grant:
    values: dict[str, object] = {
        "connection_type": "oauth2",
        "client_id": "app-1",
        "client_secret": SECRET,
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": START + timedelta(minutes=30),
        "requested_scopes": frozenset({"offline_access", "accounting.contacts"}),
        "scopes": frozenset({"accounting.contacts"}),
        "issuer": ISSUER,
    }
    return Grant(**(values | changes))  # type: ignore[arg-type]  # a test may give wrong types


def token_body(number: int, **changes: object) -> dict[str, object]:
    return {
        "access_token": f"access-{number}",
        "refresh_token": f"refresh-{number}",
        "expires_in": 1800,
        "token_type": "Bearer",
        "scope": "accounting.contacts accounting.invoices",
        **changes,
    }
