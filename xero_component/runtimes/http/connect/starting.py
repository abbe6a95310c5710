"""The way to Xero: a link or a person asks, and the browser is sent to the consent page."""

from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from xero_component.connections import begin_authorisation
from xero_component.runtimes.http.connect import refusals
from xero_component.runtimes.http.connect.browser import (
    any_browser,
    came_by_itself,
    check_form,
    check_host,
    known_browser,
    read_form,
    remember,
    single,
)
from xero_component.runtimes.http.connect.choosing import check_name
from xero_component.runtimes.http.connect.flow import App, Flow, redirect
from xero_component.runtimes.http.connect.screens import start_screen
from xero_component.runtimes.http.connect.steps import Asked, Invitation

_XERO = "https://*.xero.com"
"""Where the button ends: browsers apply the page's policy to each redirect from host to host."""


class Starting:
    """`/connect/{app}`."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._settings = flow.settings

    async def open(self, request: Request) -> Response:
        """Answer a GET: on to Xero, or first a page with a button.

        Opening a link only shows the page, since mail programs and chats open links by themselves.
        So does an address to which a page of another site has led.
        """
        app = self._flow.app(request)
        check_host(request, self._settings, self._settings.address(app.key))
        given = request.query_params
        link = given.get("link")
        if link is not None:
            invitation = await self._found(app, link, known_browser(request, self._settings))
            return self._screen(app, link, invitation)
        if self._settings.needs_link:
            raise refusals.link_needed()
        invitation = self._flow.invitation(
            "connect", given.get("connection"), given.get("return_to")
        )
        browser = any_browser(request, self._settings)
        if came_by_itself(request):
            return await self._begin(app, invitation, browser)
        token = await self._flow.steps.add(invitation, app.key, browser=browser)
        response = self._screen(app, token, invitation)
        remember(response, browser, self._settings)
        return response

    async def go(self, request: Request) -> Response:
        """Answer the button's POST: use up the link and send the browser to Xero."""
        app = self._flow.app(request)
        check_host(request, self._settings, self._settings.address(app.key))
        check_form(request, self._settings)
        token = single(await read_form(request), "token")
        browser = known_browser(request, self._settings)
        await self._found(app, token, browser)
        invitation = await self._flow.steps.take(Invitation, token, app.key, browser)
        return await self._begin(app, invitation, any_browser(request, self._settings))

    async def _begin(self, app: App, invitation: Invitation, browser: str) -> Response:
        form, endpoints = app.form.asked, self._flow.endpoints
        if invitation.connection is not None:
            checking = partial(
                check_name,
                self._flow.store,
                invitation.connection,
                form.client_id,
                endpoints.issuer,
            )
            await to_thread.run_sync(checking)
        redirect_uri = self._settings.address(app.key, "/callback")
        pending = begin_authorisation(form, redirect_uri, endpoints)
        asked = Asked(
            invitation=invitation,
            redirect_uri=redirect_uri,
            code_verifier=pending.code_verifier or "",
            nonce=pending.nonce or "",
        )
        await self._flow.steps.add(asked, app.key, browser=browser, token=pending.state)
        response = redirect(pending.url)
        remember(response, browser, self._settings)
        return response

    async def _found(self, app: App, token: str, browser: str | None) -> Invitation:
        invitation = await self._flow.steps.find(Invitation, token, app.key, browser)
        if invitation.purpose != "connect":
            raise refusals.ended()
        return invitation

    def _screen(self, app: App, token: str, invitation: Invitation) -> Response:
        endpoints = self._flow.endpoints
        xero = _XERO if endpoints.is_xero else endpoints.host
        return start_screen(self._settings.path(app.key), token, invitation.connection, xero)
