"""Disconnecting on a page: at Xero and here, after a person has said so."""

from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from xero_component.connections import Connection, end_connection
from xero_component.errors import XeroComponentError
from xero_component.runtimes.http.connect import choosing, refusals
from xero_component.runtimes.http.connect.browser import (
    any_browser,
    check_form,
    check_host,
    known_browser,
    read_form,
    remember,
    single,
)
from xero_component.runtimes.http.connect.flow import App, Flow, log, way_back
from xero_component.runtimes.http.connect.refusals import RefusedError
from xero_component.runtimes.http.connect.screens import disconnect_screen, disconnected_screen
from xero_component.runtimes.http.connect.steps import Invitation


class Ending:
    """`/connect/{app}/disconnect`."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._settings = flow.settings

    async def ask(self, request: Request) -> Response:
        """Show what would be disconnected."""
        app = self._flow.app(request)
        check_host(request, self._settings, self._settings.address(app.key, "/disconnect"))
        given = request.query_params
        link = given.get("link")
        if link is not None:
            browser = known_browser(request, self._settings)
            return await self._screen(app, link, await self._found(app, link, browser))
        if self._settings.needs_link:
            raise refusals.link_needed()
        invitation = self._flow.invitation(
            "disconnect", given.get("connection"), given.get("return_to")
        )
        if invitation.connection is None:
            raise refusals.unnamed()
        await self._connection(app, invitation)
        new_browser = any_browser(request, self._settings)
        token = await self._flow.steps.add(invitation, app.key, browser=new_browser)
        response = await self._screen(app, token, invitation)
        remember(response, new_browser, self._settings)
        return response

    async def end(self, request: Request) -> Response:
        """Disconnect, once for each page or link."""
        app = self._flow.app(request)
        check_host(request, self._settings, self._settings.address(app.key, "/disconnect"))
        check_form(request, self._settings)
        token = single(await read_form(request), "token")
        browser = known_browser(request, self._settings)
        invitation = await self._found(app, token, browser)
        await self._flow.steps.take(Invitation, token, app.key, browser)
        try:
            connection = await self._connection(app, invitation)
            async with self._flow.client() as http:
                ended = await end_connection(
                    connection.name,
                    self._flow.store,
                    http,
                    self._flow.endpoints,
                    self._flow.clock,
                )
        except (RefusedError, XeroComponentError) as problem:
            return self._flow.refused(problem, None, invitation)
        log.info("disconnected %r", connection.name)
        back = way_back(invitation, "disconnected", connection.name)
        return disconnected_screen(connection.tenant_name or "", ended.kept_reason, back)

    async def _found(self, app: App, token: str, browser: str | None) -> Invitation:
        invitation = await self._flow.steps.find(Invitation, token, app.key, browser)
        if invitation.purpose != "disconnect":
            raise refusals.ended()
        return invitation

    async def _connection(self, app: App, invitation: Invitation) -> Connection:
        finding = partial(
            choosing.connection_of,
            self._flow.store,
            invitation.connection or "",
            app.form.client_id,
            self._flow.endpoints.issuer,
        )
        return await to_thread.run_sync(finding)

    async def _screen(self, app: App, token: str, invitation: Invitation) -> Response:
        connection = await self._connection(app, invitation)
        path = self._settings.path(app.key, "/disconnect")
        return disconnect_screen(path, token, connection.name, connection.tenant_name or "")
