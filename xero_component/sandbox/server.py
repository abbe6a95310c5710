"""The sandbox as a whole: identity server, accounting API, limits, faults and webhooks."""

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from xero_component.sandbox.clock import SandboxClock
from xero_component.sandbox.control import Control
from xero_component.sandbox.edits import Edit
from xero_component.sandbox.faults import Fault, FaultBoard
from xero_component.sandbox.gateway import BASE, Book, Gateway
from xero_component.sandbox.identity.applications import (
    CLIENT_ID,
    CLIENT_SECRET,
    CUSTOM_CONNECTION_CLIENT_ID,
    CUSTOM_CONNECTION_CLIENT_SECRET,
    PKCE_CLIENT_ID,
    WEBHOOK_KEY,
    Application,
    AppType,
    Lifetimes,
    Tenant,
)
from xero_component.sandbox.identity.endpoints import IdentityServer
from xero_component.sandbox.identity.grants import Grants
from xero_component.sandbox.identity.scopes import (
    BROAD_SCOPE_NAMES,
    GRANULAR_SCOPES,
    IDENTITY_SCOPES,
)
from xero_component.sandbox.limits import LimitKeeper, Limits
from xero_component.sandbox.other_apis import BASES
from xero_component.sandbox.problems import respond, text
from xero_component.sandbox.request_log import RequestLog
from xero_component.sandbox.serving import in_background, in_foreground
from xero_component.sandbox.transport import FaultyTransport, Wires
from xero_component.sandbox.webhooks import WebhookSender
from xero_component.sandbox.wire import Change

OpenLedger: TypeAlias = Callable[[SandboxClock, Callable[[Change], None]], Sequence[Book]]
"""Opens the organisations' books at the start and at every reset."""

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_XERO_S_LIMITS = Limits()
_XERO_S_LIFETIMES = Lifetimes()


def demo_ledger(clock: SandboxClock, on_change: Callable[[Change], None]) -> list[Book]:
    """Open the two demo organisations."""
    from xero_component.sandbox.accounting import AccountingApi, demo_organisations
    from xero_component.sandbox.other_apis import Library, demo_records, other_apis

    def library(country: str) -> Library:
        return Library(country, demo_records(country, clock()), clock)

    return [
        Book(
            Tenant(organisation.tenant_id, organisation.name),
            AccountingApi(organisation, clock=clock, on_change=on_change),
            other_apis(library(organisation.country_code)),
        )
        for organisation in demo_organisations(clock)
    ]


class Sandbox:
    """A Xero that runs here, with everything under one base URL.

    `limits=None` turns the rate limits off. `broad_scopes` lets the apps ask for the scopes of
    before March 2026, `extra_scopes` for others, such as `accounting.journals.read`.
    Webhooks go out by themselves while the app's lifespan runs, as it does under `serve`.
    Raises ValueError for a webhook URL that leaves this machine.
    """

    def __init__(
        self,
        *,
        client_id: str = CLIENT_ID,
        client_secret: str = CLIENT_SECRET,
        webhook_key: str = WEBHOOK_KEY,
        webhook_url: str | None = None,
        limits: Limits | None = _XERO_S_LIMITS,
        faults: Sequence[Fault] = (),
        clock: SandboxClock | None = None,
        lifetimes: Lifetimes = _XERO_S_LIFETIMES,
        broad_scopes: bool = False,
        extra_scopes: Collection[str] = (),
        ledger: OpenLedger = demo_ledger,
    ) -> None:
        self.clock = clock or SandboxClock()
        self.faults = FaultBoard(faults)
        self.requests = RequestLog()
        self.webhooks = WebhookSender(webhook_key, webhook_url, self.clock, self.faults)
        self.clock.watch(self.webhooks.wake)
        self._client_id, self._client_secret = client_id, client_secret
        self._webhook_key = webhook_key
        self._first_faults = tuple(faults)
        self._limits = limits
        self._open_ledger = ledger
        self._wires: Wires = {}
        books = ledger(self.clock, self.webhooks.note)
        scopes = GRANULAR_SCOPES | frozenset(extra_scopes)
        if broad_scopes:
            scopes |= BROAD_SCOPE_NAMES
        self._grants = Grants(
            self._applications(scopes), [book.tenant for book in books], lifetimes, self.clock
        )
        self._gateway = self._open_gateway(books)
        self.app: ASGIApp = FaultyTransport(
            self._starlette(), self.faults, self.requests, self._wires, self.clock
        )

    @property
    def tenants(self) -> list[dict[str, str]]:
        """The organisations, by id and name."""
        return [{"id": tenant.id, "name": tenant.name} for tenant in self._grants.tenants]

    def announcement(self, base_url: str) -> dict[str, object]:
        """Tell everything that a client needs to know; the secrets open nothing but the sandbox."""
        return {
            "base_url": base_url,
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "pkce_client_id": PKCE_CLIENT_ID,
            "custom_connection": {
                "client_id": CUSTOM_CONNECTION_CLIENT_ID,
                "client_secret": CUSTOM_CONNECTION_CLIENT_SECRET,
            },
            "webhook_key": self._webhook_key,
            "tenants": self.tenants,
        }

    @contextmanager
    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Serve over HTTP in a thread and yield the base URL; raises OSError for a taken port."""
        with in_background(self.app, self._wires, host, port) as base_url:
            self.webhooks.api_url = base_url
            yield base_url

    def run(self, host: str, port: int, on_ready: Callable[[str], None]) -> None:
        """Serve over HTTP until SIGINT or SIGTERM; raises OSError for a taken port."""

        def ready(base_url: str) -> None:
            self.webhooks.api_url = base_url
            on_ready(base_url)

        in_foreground(self.app, self._wires, host, port, ready)

    def edit(
        self,
        kind: str,
        plural: str,
        identifier: str | None = None,
        *,
        tenant: str | None = None,
        count: int | None = None,
        field: str | None = None,
        seed: int | None = None,
    ) -> list[str]:
        """Edit records as somebody else in the organisation would; return their ids.

        `kind` is one of `EDITS`, `plural` an endpoint such as Invoices, `tenant` an organisation's
        id, the first one unless it is given. Raises ValueError for an edit that cannot be.
        """
        edit = Edit(
            kind=kind, plural=plural, identifier=identifier, count=count, field=field, seed=seed
        )
        return self._gateway.edit(tenant, edit)

    def reset(self) -> None:
        """Put the ledger, limits, faults and logs back; tokens and connections stay."""
        self._gateway = self._open_gateway(self._open_ledger(self.clock, self.webhooks.note))
        self._grants.restore_custom_connections()
        self.faults.clear()
        self.faults.add(*self._first_faults)
        self.requests.clear()
        self.webhooks.forget()

    def _applications(self, scopes: frozenset[str]) -> list[Application]:
        signed_in = scopes | IDENTITY_SCOPES
        return [
            Application(self._client_id, AppType.WEB, signed_in, self._client_secret),
            Application(PKCE_CLIENT_ID, AppType.PKCE, signed_in),
            Application(
                CUSTOM_CONNECTION_CLIENT_ID,
                AppType.CUSTOM_CONNECTION,
                scopes,
                CUSTOM_CONNECTION_CLIENT_SECRET,
            ),
        ]

    def _open_gateway(self, books: Sequence[Book]) -> Gateway:
        return Gateway(books, self._grants, LimitKeeper(self._limits, self.clock), self.clock)

    def _starlette(self) -> Starlette:
        control = Control(
            self.clock,
            self.faults,
            self.requests,
            self.webhooks,
            lambda tenant_id, edit: self._gateway.edit(tenant_id, edit),
            self.reset,
        )

        @asynccontextmanager
        async def deliver_webhooks(_app: Starlette) -> AsyncIterator[None]:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self.webhooks.run)
                yield
                tasks.cancel_scope.cancel()

        return Starlette(
            routes=[
                *IdentityServer(self._grants, self.clock).routes(),
                *control.routes(),
                *(
                    Route(base + "/{path:path}", self._api, methods=_METHODS)
                    for base in (BASE, *BASES.values())
                ),
            ],
            exception_handlers={404: _unknown},
            lifespan=deliver_webhooks,
        )

    async def _api(self, request: Request) -> Response:
        return await self._gateway(request)


async def _unknown(request: Request, _error: Exception) -> Response:
    api = request.url.path.split("/")[1]
    if api.endswith(".xro"):
        return respond(text(404, f"The sandbox does not have the API {api}"))
    return respond(text(404, "The resource you're looking for cannot be found"))
