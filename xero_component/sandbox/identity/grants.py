"""Codes, refresh tokens and access tokens: who holds them, and how long they are good for."""

import hmac
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from xero_component.sandbox.identity.applications import Application, AppType, Lifetimes, Tenant
from xero_component.sandbox.identity.connections import ConnectionBook
from xero_component.sandbox.identity.scopes import APP_CONNECTIONS
from xero_component.sandbox.identity.signing import base64url

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class GrantError(Exception):
    """A refusal of the token endpoint, by its OAuth 2.0 error code."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class Session:
    """One consent of the user to an app: what its tokens may do, and since when."""

    client_id: str
    event_id: str
    scopes: frozenset[str]
    since: datetime
    nonce: str | None = None
    tenant: Tenant | None = None
    """The one organisation of a custom connection, which needs no xero-tenant-id."""
    user: bool = True
    """False for client credentials, which act for no user."""


@dataclass(slots=True)
class AccessToken:
    """An access token that was issued, and until when it is good."""

    session: Session
    expires: datetime


@dataclass(frozen=True, slots=True)
class _Code:
    session: Session
    redirect_uri: str
    challenge: str | None
    expires: datetime


@dataclass(slots=True)
class _RefreshToken:
    session: Session
    expires: datetime
    used: datetime | None = None


@dataclass(slots=True)
class _State:
    codes: dict[str, _Code] = field(default_factory=dict)
    refresh_tokens: dict[str, _RefreshToken] = field(default_factory=dict)
    access_tokens: dict[str, AccessToken] = field(default_factory=dict)
    scopes: dict[str, frozenset[str]] = field(default_factory=dict)
    """What the user has granted each app so far; it only grows until consent is withdrawn."""


class Grants:
    """Everything the identity server has issued."""

    def __init__(
        self,
        applications: Iterable[Application],
        tenants: Sequence[Tenant],
        lifetimes: Lifetimes,
        clock: Callable[[], datetime],
    ) -> None:
        self.connections = ConnectionBook(clock)
        self.lifetimes = lifetimes
        self.tenants = list(tenants)
        self._applications = {app.client_id: app for app in applications}
        self._clock = clock
        self._state = _State()
        self._custom_event = str(uuid4())
        self.restore_custom_connections()

    def application(self, client_id: str) -> Application | None:
        """Look up an app."""
        return self._applications.get(client_id)

    def restore_custom_connections(self) -> None:
        """Connect each custom connection to the first organisation again."""
        for app in self._applications.values():
            if app.type is AppType.CUSTOM_CONNECTION:
                self.connections.connect(app.client_id, self._custom_event, self.tenants[:1])

    def consent(
        self,
        app: Application,
        scopes: Collection[str],
        tenants: Collection[Tenant],
        redirect_uri: str,
        challenge: str | None,
        nonce: str | None = None,
    ) -> str:
        """Record the user's consent and issue the code for it."""
        granted = self._state.scopes.get(app.client_id, frozenset()) | frozenset(scopes)
        self._state.scopes[app.client_id] = granted
        now = self._clock()
        session = Session(app.client_id, str(uuid4()), granted, now, nonce)
        self.connections.connect(app.client_id, session.event_id, tenants)
        code = secrets.token_urlsafe(32)
        self._state.codes[code] = _Code(session, redirect_uri, challenge, now + self.lifetimes.code)
        return code

    def exchange(
        self, app: Application, code: str, redirect_uri: str, verifier: str | None
    ) -> Session:
        """Redeem a code, once; GrantError when anything about it is not as it was asked for."""
        known = self._state.codes.get(code)
        if known is None or known.session.client_id != app.client_id:
            raise GrantError("invalid_grant")
        del self._state.codes[code]
        fits = verifier is None
        if known.challenge is not None and _VERIFIER.fullmatch(verifier or ""):
            digest = base64url(sha256((verifier or "").encode()).digest())
            fits = hmac.compare_digest(digest, known.challenge)
        elif known.challenge is not None:
            fits = False
        if not fits or known.redirect_uri != redirect_uri or known.expires <= self._clock():
            raise GrantError("invalid_grant")
        return known.session

    def refresh(self, app: Application, token: str) -> Session:
        """Use a refresh token; a used one may be tried again until its grace has passed."""
        known, now = self._refresh_token(app, token), self._clock()
        last = known.used + self.lifetimes.refresh_grace if known.used else known.expires
        if last <= now:
            raise GrantError("invalid_grant")
        known.used = known.used or now
        return known.session

    def client_credentials(self, app: Application, scopes: Collection[str]) -> Session:
        """Let an app act for itself: a custom connection, or any app for its connections."""
        now = self._clock()
        wanted = frozenset(scopes)
        if app.type is AppType.CUSTOM_CONNECTION:
            if not wanted <= app.scopes:
                raise GrantError("invalid_scope")
            return Session(
                app.client_id,
                self._custom_event,
                wanted or app.scopes,
                now,
                tenant=self.tenants[0],
                user=False,
            )
        if app.type is AppType.PKCE or wanted != {APP_CONNECTIONS}:
            raise GrantError("unauthorized_client")
        return Session(app.client_id, str(uuid4()), wanted, now, user=False)

    def keep_access_token(self, token: str, session: Session) -> None:
        """Remember an access token that is about to be handed out."""
        self._state.access_tokens[token] = AccessToken(
            session, self._clock() + self.lifetimes.access_token
        )

    def new_refresh_token(self, session: Session) -> str:
        """Issue a refresh token."""
        token = secrets.token_urlsafe(32)
        self._state.refresh_tokens[token] = _RefreshToken(
            session, self._clock() + self.lifetimes.refresh_token
        )
        return token

    def access_token(self, token: str) -> AccessToken | None:
        """Look up an access token, expired or not."""
        return self._state.access_tokens.get(token)

    def expire(self, token: AccessToken) -> None:
        """End an access token's life now."""
        token.expires = min(token.expires, self._clock())

    def revoke(self, app: Application, refresh_token: str) -> None:
        """Withdraw the consent behind a refresh token; nothing happens for an unknown one."""
        try:
            self._refresh_token(app, refresh_token)
        except GrantError:
            return
        self.withdraw(app.client_id)

    def withdraw(self, client_id: str) -> None:
        """Withdraw the user's consent to an app: its connections and refresh tokens are gone."""
        self.connections.remove_all(client_id)
        self._state.scopes.pop(client_id, None)
        self._state.refresh_tokens = {
            token: known
            for token, known in self._state.refresh_tokens.items()
            if known.session.client_id != client_id
        }

    def _refresh_token(self, app: Application, token: str) -> _RefreshToken:
        known = self._state.refresh_tokens.get(token)
        if known is None or known.session.client_id != app.client_id:
            raise GrantError("invalid_grant")
        return known
