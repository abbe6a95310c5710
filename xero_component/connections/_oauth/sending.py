"""Sending to Xero's identity side: the token endpoint, revocation and the list of connections."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import anyio
import httpx

from xero_component.api.bodies import OversizedReplyError, read_body
from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.api.transport import http_client
from xero_component.errors import GiveUpError, UnavailableError, XeroComponentError

TIMEOUT_SECONDS = 30.0
ATTEMPT_SECONDS = 40.0
"""Upper bound of one attempt as a whole; shorter than the lease under which tokens are renewed."""
PAUSES = (0.5, 1.0, 2.0)
"""Seconds between attempts."""
LONGEST_WAIT_SECONDS = 10.0
"""A server that asks for a longer wait is not waited for."""

_WAIT_STATUSES = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Sender:
    """What every request of this side needs."""

    http: httpx.AsyncClient | None
    """The client to send with; without one, each request opens and closes its own."""
    clock: Clock
    endpoints: Endpoints

    async def send(
        self,
        method: str,
        url: str,
        *,
        subject: str,
        auth: httpx.Auth | None = None,
        headers: dict[str, str] | None = None,
        data: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        json_reply: bool = True,
        before_attempt: Callable[[], Awaitable[None]] | None = None,
    ) -> tuple[httpx.Response, Any]:
        """Send, and again after a network error, a 5xx, or an unreadable success.

        Returns the response and its decoded JSON (None where it is none). Raises `UnavailableError`
        when nothing but those came, `GiveUpError` when the body stays unreadable or for a redirect.
        """
        problem: XeroComponentError | None = None
        for pause in (0.0, *PAUSES):
            if problem is not None:
                await self.clock.sleep(max(pause, self._asked_wait(problem)))
            if before_attempt is not None:
                await before_attempt()
            try:
                with anyio.fail_after(ATTEMPT_SECONDS):
                    async with self._client() as client:
                        request = client.build_request(
                            method,
                            url,
                            headers={"Accept": "application/json", **(headers or {})},
                            data=data,
                            params=params,
                            timeout=TIMEOUT_SECONDS,
                        )
                        response = await client.send(
                            request, auth=auth, follow_redirects=False, stream=True
                        )
                        await read_body(response)
            except OversizedReplyError:
                raise GiveUpError(f"The answer of {subject} is far too long.") from None
            except (httpx.RequestError, TimeoutError) as error:
                problem = UnavailableError(f"{subject} could not be reached: {_kind(error)}.")
                continue
            status = response.status_code
            if status >= 500 or status in _WAIT_STATUSES:
                problem = self._unavailable(subject, response)
                if self._asked_wait(problem) > LONGEST_WAIT_SECONDS:
                    break
                continue
            if 300 <= status < 400:
                raise GiveUpError(f"{subject} answered with a redirect.", status=status)
            body = _decoded(response)
            if json_reply and response.is_success and body is None:
                problem = GiveUpError(
                    f"{subject} answered {status} with a body that is not JSON.", status=status
                )
                continue
            return response, body
        raise problem or UnavailableError(f"{subject} could not be reached.")

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[httpx.AsyncClient]:
        if self.http is not None:
            yield self.http
            return
        async with http_client(self.endpoints) as own:
            yield own

    def _unavailable(self, subject: str, response: httpx.Response) -> UnavailableError:
        text = response.headers.get("Retry-After", "")
        seconds = float(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
        retry_at = None
        if seconds is not None:
            retry_at = self.clock.now() + timedelta(seconds=seconds)
        status = response.status_code
        return UnavailableError(f"{subject} answered {status}.", status=status, retry_at=retry_at)

    def _asked_wait(self, problem: XeroComponentError) -> float:
        if not isinstance(problem, UnavailableError) or problem.retry_at is None:
            return 0.0
        return (problem.retry_at - self.clock.now()).total_seconds()


def _kind(error: Exception) -> str:
    return "timed out" if isinstance(error, TimeoutError) else type(error).__name__


def _decoded(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
