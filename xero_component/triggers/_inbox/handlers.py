"""Who handles events: a function of this process, an HTTP address, or whoever pulls."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC
from typing import TypeAlias
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from xero_component.api.clock import Clock, SystemClock
from xero_component.api.wire import encode_json
from xero_component.errors import ConfigurationError
from xero_component.triggers._events import WebhookEvent
from xero_component.triggers._inbox.identity import identity_of

Handler: TypeAlias = Callable[[WebhookEvent], Awaitable[None]]
"""Handles one event. Returning acknowledges it; raising has it tried again."""

PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)
"""How long Standard Webhooks lets a secret be."""


class CallbackError(Exception):
    """The address did not acknowledge the event."""


@dataclass(frozen=True, slots=True)
class PulledEvent:
    """An event that a program asked for; acknowledge or reject it by its id before the lease ends.

    After that it is handed out again.
    """

    id: str
    event: WebhookEvent
    attempt: int
    """How often it was handed out, this time included."""


class HttpCallback:
    """Posts each event to an address, signed as Standard Webhooks does; a 2xx acknowledges it.

    The secret has the form `whsec_` and Base64 of 24 to 64 bytes. It stays in memory: give it at
    each start, from wherever the program keeps its secrets. `webhook-id` is the same however often
    an event is posted. Redirects are not followed. Raises `ConfigurationError` for an address or a
    secret that cannot be used. https://www.standardwebhooks.com
    """

    def __init__(
        self,
        url: str,
        secret: str | SecretStr,
        *,
        http: httpx.AsyncClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._url = _checked_url(url)
        given = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        self._webhook = Webhook(_secret_bytes(given))
        self._http = http
        self._clock = clock or SystemClock()

    def __repr__(self) -> str:
        return f"HttpCallback({urlsplit(self._url).hostname!r})"

    async def __call__(self, event: WebhookEvent) -> None:
        """Post one event; raise `CallbackError` unless it is acknowledged."""
        body = encode_json(
            {"type": _type_of(event), "timestamp": event.get("eventDateUtc"), "data": event}
        )
        headers = {"content-type": "application/json", **self._signed(event, body)}
        if self._http is not None:
            await self._post(self._http, body, headers)
            return
        async with httpx.AsyncClient(timeout=None) as http:  # noqa: S113 - the subscription's limit
            await self._post(http, body, headers)

    def _signed(self, event: WebhookEvent, body: bytes) -> dict[str, str]:
        identity = f"evt_{identity_of(event)}"
        moment = self._clock.now().astimezone(UTC)
        return {
            "webhook-id": identity,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": self._webhook.sign(identity, moment, body.decode()),
        }

    async def _post(self, http: httpx.AsyncClient, body: bytes, headers: dict[str, str]) -> None:
        try:
            async with http.stream(
                "POST", self._url, content=body, headers=headers, follow_redirects=False
            ) as reply:
                status = reply.status_code
        except httpx.HTTPError as error:
            raise CallbackError(f"no answer ({type(error).__name__})") from None
        if not 200 <= status < 300:
            raise CallbackError(f"the answer was {status}")


def _type_of(event: WebhookEvent) -> str:
    """Return the event's type as Standard Webhooks writes it, such as `invoice.create`."""
    return f"{event.get('eventCategory', '')}.{event.get('eventType', '')}".lower()


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        _port = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError("A callback's address starts with http:// or https:// and a host.")
    return parts.geturl()


def _secret_bytes(secret: str) -> bytes:
    try:
        raw = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) not in SECRET_BYTES:
        raise ConfigurationError(
            "A callback's secret is whsec_ and the Base64 of 24 to 64 bytes.",
            advice='Make one with: python -c "import base64, secrets;'
            " print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\"",
        )
    return raw
