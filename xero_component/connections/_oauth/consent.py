"""The consent: where to send a person, and what to make of the address they come back with.

https://developer.xero.com/documentation/guides/oauth2/auth-flow
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from xero_component.api.clock import Clock, SystemClock
from xero_component.api.endpoints import Endpoints
from xero_component.connections._form_fields import split_scopes
from xero_component.connections._oauth.sending import Sender
from xero_component.connections._oauth.token_endpoint import (
    GrantRefusedError,
    raise_refusal,
    request_tokens,
)
from xero_component.connections._records import Grant
from xero_component.connections.oauth2 import KEY, OAuth2Input
from xero_component.errors import ConfigurationError, ReconnectError, UnavailableError

Callback = str | Mapping[str, str | Sequence[str]]

START_AGAIN = "Start connecting again."
OPENID = "openid"
"""The scope that brings an ID token."""
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAuthorisation:
    """A consent that was asked for. Keep it on the server, in the session of the person asked."""

    url: str = field(repr=False)
    """Where to send the person."""
    state: str = field(repr=False)
    code_verifier: str | None = field(repr=False)
    redirect_uri: str
    settings: OAuth2Input
    nonce: str | None = field(default=None, repr=False)
    """What the ID token has to repeat; asked for where the scopes hold openid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a consent gave: the grant, and the ID token that says whose consent it was."""

    grant: Grant
    id_token: str | None = field(default=None, repr=False)
    """As it came, not verified; None where the scopes lack openid."""


def begin_authorisation(
    settings: OAuth2Input, redirect_uri: str, endpoints: Endpoints | None = None
) -> PendingAuthorisation:
    """Make the address of Xero's consent page, with a new state and verifier (256 bits each).

    PKCE is sent for an app with a secret too: Xero then checks both. Raises `ConfigurationError`
    for a redirect URI that Xero does not take: anything but https, save http://localhost.
    """
    endpoints = endpoints or Endpoints.from_environment()
    _check_redirect_uri(redirect_uri, endpoints)
    state = secrets.token_urlsafe(32)
    verifier = secrets.token_urlsafe(32) if settings.use_pkce else None
    nonce = secrets.token_urlsafe(32) if OPENID in split_scopes(settings.scopes) else None
    query = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": redirect_uri,
        "scope": settings.scopes,
        "state": state,
    }
    if verifier is not None:
        query |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
    if nonce is not None:
        query["nonce"] = nonce
    return PendingAuthorisation(
        url=f"{endpoints.authorize_url}?{urlencode(query)}",
        state=state,
        code_verifier=verifier,
        redirect_uri=redirect_uri,
        settings=settings,
        nonce=nonce,
    )


async def complete_authorisation(
    pending: PendingAuthorisation,
    callback: Callback,
    http: httpx.AsyncClient | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
) -> Grant:
    """Exchange the code of a callback (its whole address, or its parameters) for a grant.

    Raises `ReconnectError` when the person declined, the reply belongs to another request or the
    code is used up; `ConfigurationError` when Xero refuses the app or a scope.
    """
    return (await complete_consent(pending, callback, http, endpoints, clock)).grant


async def complete_consent(
    pending: PendingAuthorisation,
    callback: Callback,
    http: httpx.AsyncClient | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
) -> Consent:
    """Do what `complete_authorisation` does, and return the ID token too; raises as it does."""
    endpoints = endpoints or Endpoints.from_environment()
    code = _read_code(pending, callback)
    settings = pending.settings
    secret = settings.client_secret.get_secret_value() if settings.client_secret else None
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
    }
    if pending.code_verifier is not None:
        form["code_verifier"] = pending.code_verifier
    try:
        reply = await request_tokens(
            Sender(http, clock or SystemClock(), endpoints),
            endpoints,
            client_id=settings.client_id,
            client_secret=secret,
            form=form,
        )
    except GrantRefusedError:
        raise ReconnectError(
            "Xero did not accept the code: it was used before, is older than 5 minutes, or belongs"
            " to another redirect URI (invalid_grant).",
            advice=START_AGAIN,
        ) from None
    requested = split_scopes(settings.scopes)
    grant = Grant(
        connection_type=KEY,
        client_id=settings.client_id,
        client_secret=secret,
        access_token=reply.access_token,
        refresh_token=reply.refresh_token,
        expires_at=reply.expires_at,
        requested_scopes=requested,
        scopes=reply.scopes or requested,
        auth_event_id=reply.auth_event_id,
        issuer=endpoints.issuer,
    )
    return Consent(grant=grant, id_token=reply.id_token)


def _read_code(pending: PendingAuthorisation, callback: Callback) -> str:
    given = _parameters(callback)
    state = _single(given, "state") or ""
    if not hmac.compare_digest(state.encode("utf-8", "replace"), pending.state.encode()):
        raise ReconnectError(
            "The reply does not belong to this request to connect: its state differs.",
            advice=START_AGAIN,
        )
    error = _single(given, "error")
    if error is not None:
        _raise_declined(error)
    code = _single(given, "code")
    if not code:
        raise ReconnectError("The reply holds no code.", advice=START_AGAIN)
    return code


def _raise_declined(error: str) -> None:
    match error:
        case "access_denied":
            raise ReconnectError("Access was declined on Xero's page.", advice=START_AGAIN)
        case "server_error" | "temporarily_unavailable":
            raise UnavailableError(f"Xero's consent page failed ({error}).", advice=START_AGAIN)
        case "login_required" | "consent_required" | "interaction_required":
            raise ReconnectError(f"Xero needs the person to act ({error}).", advice=START_AGAIN)
        case "invalid_grant":
            raise ReconnectError("Xero refused the consent (invalid_grant).", advice=START_AGAIN)
    raise_refusal(error if error.isascii() and error.isidentifier() else "", None)


def _parameters(callback: Callback) -> Mapping[str, str | Sequence[str]]:
    if not isinstance(callback, str):
        return callback
    text = callback.strip()
    query = urlsplit(text).query if "?" in text else text
    return parse_qs(query, keep_blank_values=True, max_num_fields=50)


def _single(given: Mapping[str, str | Sequence[str]], name: str) -> str | None:
    value = given.get(name)
    if value is None or isinstance(value, str):
        return value
    return value[0] if len(value) == 1 and isinstance(value[0], str) else ""


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _check_redirect_uri(redirect_uri: str, endpoints: Endpoints) -> None:
    parts = urlsplit(redirect_uri)
    local = parts.hostname == "localhost" or (parts.hostname in _LOOPBACK and not endpoints.is_xero)
    fits = parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local))
    if not fits or parts.fragment:
        raise ConfigurationError(
            f"The redirect URI {redirect_uri!r} is not one that Xero takes.",
            advice="Use an https address, or http://localhost with a port (not 127.0.0.1), exactly"
            " as it is entered in the Xero Developer portal.",
        )
