"""The routes of connecting over the web."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from xero_component.api.endpoints import Endpoints
from xero_component.errors import ConfigurationError
from xero_component.runtimes.http.access import CallerOf
from xero_component.runtimes.http.connect.ending import Ending
from xero_component.runtimes.http.connect.flow import PROBLEMS, Flow
from xero_component.runtimes.http.connect.links import ReadBody, add_links
from xero_component.runtimes.http.connect.returning import Returning
from xero_component.runtimes.http.connect.settings import ConnectSettings
from xero_component.runtimes.http.connect.starting import Starting
from xero_component.runtimes.http.server import Server
from xero_component.runtimes.settings import Settings

Handler = Callable[[Request], Awaitable[Response]]


def connect_router(server: Server) -> APIRouter:
    """Return the routes for the apps of the server's settings; raise `ConfigurationError`."""
    given = server.settings
    endpoints = Endpoints.at(given.base_url) if given.base_url else Endpoints()
    settings = connect_settings(given)
    flow = Flow(settings, server.store, endpoints, server.clock, server.http)
    return routes_of(flow, server.caller, server.body)


def connect_settings(settings: Settings) -> ConnectSettings:
    """Return what the server's settings say about connecting; raise `ConfigurationError`."""
    if not settings.apps:
        return ConnectSettings(apps={}, public_url="http://localhost")
    if settings.public_url is None and (settings.needs_api_keys or not settings.port):
        raise _wrong("public_url is missing, which people need to connect over the web")
    try:
        return ConnectSettings(
            apps=settings.apps,
            public_url=settings.public_url or f"http://localhost:{settings.port}",
            return_origins=settings.return_origins,
            needs_link=settings.needs_api_keys,
        )
    except ValidationError as error:
        raise _wrong(error.errors()[0]["msg"].removeprefix("Value error, ")) from None


def routes_of(flow: Flow, caller_of: CallerOf, read_body: ReadBody) -> APIRouter:
    """Return the pages, which are for browsers, and the route that makes links for them."""
    router = APIRouter(tags=["connections"])
    starting, returning, ending = Starting(flow), Returning(flow), Ending(flow)
    pages: tuple[tuple[str, str, Handler], ...] = (
        ("GET", "", starting.open),
        ("POST", "", starting.go),
        ("GET", "/callback", returning.callback),
        ("GET", "/choose/{token}", returning.choices),
        ("POST", "/choose/{token}", returning.choose),
        ("GET", "/done/{token}", returning.done),
        ("GET", "/disconnect", ending.ask),
        ("POST", "/disconnect", ending.end),
    )
    for method, path, handler in pages:
        router.add_api_route(
            "/connect/{app}" + path,
            _shown(flow, handler, connects=path != "/disconnect"),
            methods=[method],
            include_in_schema=False,
        )
    add_links(router, flow, caller_of, read_body)
    return router


def _shown(flow: Flow, handler: Handler, *, connects: bool) -> Handler:
    """Turn what a handler raises into a page, from which one that connects can be started again."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except PROBLEMS as problem:
            return flow.refused(problem, flow.known_app(request) if connects else None)

    return answer


def _wrong(reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"People cannot connect over the web: {reason}.",
        advice="Set public_url to the https address at which browsers reach the server, and name"
        " its host among allowed_hosts.",
    )
