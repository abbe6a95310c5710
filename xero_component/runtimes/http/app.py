"""The application: every route, and what stands before them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter, FastAPI

from xero_component.api.clock import Clock
from xero_component.api.limits import LineLimiter
from xero_component.core import Component
from xero_component.runtimes.http.about import about_router, document_router
from xero_component.runtimes.http.actions import actions_router
from xero_component.runtimes.http.connect.router import connect_router
from xero_component.runtimes.http.connections import connections_router
from xero_component.runtimes.http.cut_off import CutOff
from xero_component.runtimes.http.data_sources import data_sources_router
from xero_component.runtimes.http.failures import LastResort, add_handlers
from xero_component.runtimes.http.guard import Guard
from xero_component.runtimes.http.inbox import inbox_router
from xero_component.runtimes.http.openapi import Document
from xero_component.runtimes.http.server import Server, open_server
from xero_component.runtimes.http.triggers import triggers_router
from xero_component.runtimes.http.webhooks import webhooks_router
from xero_component.runtimes.settings import Settings


def make_app(
    settings: Settings,
    *,
    component: Component | None = None,
    limits: LineLimiter | None = None,
    clock: Clock | None = None,
    http: httpx.AsyncClient | None = None,
) -> FastAPI:
    """Open the store and return the application; what is open is closed when its lifespan ends.

    `app.state.server` is what the routes work with. `http` is a client that all calls to Xero go
    through, such as one to a sandbox in the same process.
    """
    component = component or _whole_component()
    server = open_server(settings, component, limits=limits, clock=clock, http=http)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with server.running():
            yield

    app = FastAPI(
        title=component.title,
        version=component.version,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.server = server
    for router in _routers(app, server):
        app.include_router(router)
    app.openapi = Document(app, component, settings.public_url)  # type: ignore[method-assign]  # FastAPI's own way
    add_handlers(app)
    app.add_middleware(LastResort)
    app.add_middleware(CutOff, component=component)
    app.add_middleware(Guard, names=_own_names(settings))
    return app


def _whole_component() -> Component:
    from xero_component.component import component

    return component


def _routers(app: FastAPI, server: Server) -> list[APIRouter]:
    return [
        actions_router(server),
        data_sources_router(server),
        triggers_router(server),
        connections_router(server),
        connect_router(server),
        webhooks_router(server),
        inbox_router(server),
        about_router(server),
        document_router(app),
    ]


def _own_names(settings: Settings) -> tuple[str, ...] | None:
    """Return the names that the server goes by; None where every caller needs a key anyway."""
    if settings.needs_api_keys and not settings.allowed_hosts:
        return None
    return settings.allowed_hosts
