"""What every page of connecting works with, and how a page tells that it does not go on."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from xero_component.api.clock import Clock
from xero_component.api.endpoints import Endpoints
from xero_component.api.transport import http_client
from xero_component.connections import TokenStore, checked_name
from xero_component.errors import ConfigurationError, XeroComponentError
from xero_component.runtimes.http.connect import refusals
from xero_component.runtimes.http.connect.id_token import IdTokens, UnverifiedError
from xero_component.runtimes.http.connect.refusals import RefusedError
from xero_component.runtimes.http.connect.screens import refusal_screen
from xero_component.runtimes.http.connect.settings import ConnectApp, ConnectSettings, with_query
from xero_component.runtimes.http.connect.steps import Invitation, Purpose, Steps

log = logging.getLogger("xero_component.http.connect")

Problem = RefusedError | XeroComponentError | UnverifiedError
PROBLEMS = (RefusedError, XeroComponentError, UnverifiedError)


@dataclass(frozen=True, slots=True)
class App:
    """The app that an address names."""

    key: str
    form: ConnectApp


class Flow:
    """The settings, the store, and the way to Xero."""

    def __init__(
        self,
        settings: ConnectSettings,
        store: TokenStore,
        endpoints: Endpoints,
        clock: Clock,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self.endpoints = endpoints
        self.clock = clock
        self.steps = Steps(store)
        self.id_tokens = IdTokens(self.client, endpoints.issuer, clock)
        self._http = http

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """Lend the client that Xero is asked with."""
        if self._http is not None:
            yield self._http
            return
        async with http_client(self.endpoints) as own:
            yield own

    def app(self, request: Request) -> App:
        """Return the app that a request's address names; raise `RefusedError` when it is none."""
        app = self.known_app(request)
        if app is None:
            raise refusals.unknown_app()
        return app

    def known_app(self, request: Request) -> App | None:
        """Return the app that a request's address names, or None."""
        key = request.path_params["app"]
        form = self.settings.apps.get(key)
        return None if form is None else App(key, form)

    def invitation(
        self, purpose: Purpose, connection: str | None, return_to: str | None
    ) -> Invitation:
        """Return what is asked for, checked; raise `RefusedError` when it cannot be."""
        if return_to and not self.settings.may_return_to(return_to):
            raise refusals.bad_return()
        try:
            name = checked_name(connection) if connection else None
        except ConfigurationError:
            raise refusals.bad_name() from None
        return Invitation(purpose=purpose, connection=name, return_to=return_to or None)

    def refused(
        self, problem: Problem, app: App | None = None, invitation: Invitation | None = None
    ) -> Response:
        """Return the page that says why it does not go on, and leads back as far as it can."""
        told = _told(problem)
        log.info("refused: %s", told.title)
        again = back = None
        if invitation is not None:
            back = way_back(invitation, "failed" if told.status >= 300 else "declined")
        if app is not None and not self.settings.needs_link:
            again = self.settings.address(app.key) + _query(invitation or Invitation())
        return refusal_screen(told, again=again, back=back)


def redirect(address: str) -> RedirectResponse:
    """Send the browser on with a GET, leaving nothing behind about where it was."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(address, 303, headers)


def way_back(invitation: Invitation, result: str, *connections: str) -> str | None:
    """Return the address to return to, with what came of it; None where none was given."""
    if invitation.return_to is None:
        return None
    named = [("xero_connection", name) for name in connections]
    return with_query(invitation.return_to, ("xero_result", result), *named)


def _told(problem: Problem) -> RefusedError:
    if isinstance(problem, UnverifiedError):
        log.warning("ID token refused: %s", problem)
        return refusals.unverified()
    return refusals.told(problem) if isinstance(problem, XeroComponentError) else problem


def _query(invitation: Invitation) -> str:
    given: Mapping[str, str | None] = {
        "connection": invitation.connection,
        "return_to": invitation.return_to,
    }
    query = urlencode({name: value for name, value in given.items() if value is not None})
    return f"?{query}" if query else ""
