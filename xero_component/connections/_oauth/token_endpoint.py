"""The token endpoint: what is asked, how the app proves itself, and what the answers mean.

https://developer.xero.com/documentation/guides/oauth2/auth-flow
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeGuard

import httpx

from xero_component.api.endpoints import Endpoints
from xero_component.connections._oauth.claims import read_claims, read_scopes
from xero_component.connections._oauth.sending import Sender
from xero_component.errors import ConfigurationError, GiveUpError

DEFAULT_LIFE_SECONDS = 1800
LONGEST_LIFE_SECONDS = 86_400
SUBJECT = "Xero's token endpoint"

_TOKEN = re.compile(r"[\x21-\x7e]+")
_ERROR_CODE = re.compile(r"[a-z_]{1,40}")


class GrantRefusedError(Exception):
    """Xero answered `invalid_grant`: the code or refresh token is used up, expired or revoked."""


@dataclass(frozen=True, slots=True)
class TokenReply:
    """A token set as the endpoint gave it."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str] | None
    auth_event_id: str | None
    id_token: str | None = field(default=None, repr=False)
    """As it came: its signature and claims are not checked here."""


def prove_client(
    client_id: str, client_secret: str | None, form: dict[str, str]
) -> tuple[httpx.Auth | None, dict[str, str]]:
    """Return how an app proves itself: Basic with a secret, else its id among the form's values."""
    if client_secret:
        return httpx.BasicAuth(client_id, client_secret), form
    return None, {**form, "client_id": client_id}


async def request_tokens(
    sender: Sender,
    endpoints: Endpoints,
    *,
    client_id: str,
    client_secret: str | None,
    form: dict[str, str],
    before_attempt: Callable[[], Awaitable[None]] | None = None,
) -> TokenReply:
    """Ask for tokens; retried, as an answer that got lost may be asked for again.

    Raises `GrantRefusedError` for `invalid_grant`, `ConfigurationError` when the app or its scopes
    are refused, `UnavailableError` when there is no answer, `GiveUpError` for an unusable one.
    """
    auth, data = prove_client(client_id, client_secret, form)
    started = sender.clock.now()
    response, body = await sender.send(
        "POST",
        endpoints.token_url,
        subject=SUBJECT,
        auth=auth,
        data=data,
        before_attempt=before_attempt,
    )
    if not response.is_success:
        raise_refusal(error_code(body), response.status_code)
    return _read_reply(body, started)


def error_code(body: object) -> str:
    """Return the OAuth error code of a body, or an empty text; free text is never repeated."""
    code = body.get("error") if isinstance(body, dict) else None
    return code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else ""


def raise_refusal(code: str, status: int | None) -> None:
    """Raise what an OAuth error code means for the caller."""
    match code:
        case "invalid_grant":
            raise GrantRefusedError
        case "invalid_client" | "unauthorized_client":
            raise ConfigurationError(
                f"Xero does not accept the app's credentials or what it asks for ({code}).",
                advice="Check Client ID and Client Secret, that the kind of app fits the kind of"
                " connection, and that the app may use the scopes that are asked for.",
                status=status,
            )
        case "invalid_scope":
            raise ConfigurationError(
                "Xero does not allow this app one of the scopes that are asked for"
                " (invalid_scope).",
                advice="Apps made since March 2026 have granular scopes only, such as"
                " accounting.invoices in place of accounting.transactions.",
                status=status,
            )
    raise GiveUpError(
        f"{SUBJECT} refused the request ({code or 'no reason that can be read'}).", status=status
    )


def _read_reply(body: Any, started: datetime) -> TokenReply:
    body = body if isinstance(body, dict) else {}
    access_token = body.get("access_token")
    if not _is_token(access_token):
        raise GiveUpError(f"{SUBJECT} answered without an access token.", status=200)
    refresh_token, id_token = body.get("refresh_token"), body.get("id_token")
    claims = read_claims(access_token)
    return TokenReply(
        access_token=access_token,
        refresh_token=refresh_token if _is_token(refresh_token) else None,
        expires_at=_expiry(body.get("expires_in"), claims.expires_at, started),
        scopes=read_scopes(body.get("scope")) or claims.scopes,
        auth_event_id=claims.auth_event_id,
        id_token=id_token if _is_token(id_token) else None,
    )


def _is_token(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _expiry(seconds: object, claimed: datetime | None, started: datetime) -> datetime:
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() and len(seconds) < 10:
        seconds = int(seconds)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return claimed or started + timedelta(seconds=DEFAULT_LIFE_SECONDS)
    life = min(seconds, LONGEST_LIFE_SECONDS) if seconds > 0 else 0
    return started + timedelta(seconds=life)
