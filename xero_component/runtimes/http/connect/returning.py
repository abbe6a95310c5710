"""The way back from Xero: the answer, the choice of organisations, and the result."""

from collections.abc import Sequence
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from xero_component.connections import (
    Grant,
    PendingAuthorisation,
    Tenant,
    complete_consent,
    list_tenants,
)
from xero_component.runtimes.http.connect import choosing, refusals
from xero_component.runtimes.http.connect.browser import (
    check_form,
    check_host,
    known_browser,
    read_form,
    single,
)
from xero_component.runtimes.http.connect.choosing import Offer
from xero_component.runtimes.http.connect.flow import PROBLEMS, App, Flow, log, redirect, way_back
from xero_component.runtimes.http.connect.screens import choice_screen, result_screen
from xero_component.runtimes.http.connect.steps import Asked, Choosing, Finished, Invitation


class Returning:
    """`/connect/{app}/callback`, `/choose/…` and `/done/…`."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._settings = flow.settings

    async def callback(self, request: Request) -> Response:
        """Answer the GET that Xero's page ends with.

        The page that follows has an address of its own, so that code and state stay in none.
        """
        app, browser = self._checked(request)
        given = {name: request.query_params.getlist(name) for name in request.query_params}
        state = single(given, "state")
        asked = await self._flow.steps.find(Asked, state, app.key, browser)
        try:
            if given.get("iss", [self._flow.endpoints.issuer]) != [self._flow.endpoints.issuer]:
                raise refusals.other_issuer()
            await self._flow.id_tokens.prepare()
            await self._flow.steps.take(Asked, state, app.key, browser)
            if given.get("error") == ["access_denied"]:
                raise refusals.declined()
            grant, tenants = await self._granted(app, asked, state, given)
            return await self._after(app, asked.invitation, grant, tenants, browser)
        except PROBLEMS as problem:
            return self._flow.refused(problem, app, asked.invitation)

    async def choices(self, request: Request) -> Response:
        """Show the organisations to choose from."""
        app, browser = self._checked(request)
        token = request.path_params["token"]
        step = await self._flow.steps.find(Choosing, token, app.key, browser)
        return self._choice(app, token, step, await self._offers(step))

    async def choose(self, request: Request) -> Response:
        """Take the choice, once."""
        app, browser = self._checked(request)
        check_form(request, self._settings)
        fields, token = await read_form(request), request.path_params["token"]
        step = await self._flow.steps.find(Choosing, token, app.key, browser)
        try:
            if single(fields, "decision") == "cancel":
                await self._flow.steps.take(Choosing, token, app.key, browser)
                raise refusals.cancelled()
            offers = await self._offers(step)
            ticked = set(fields.get("organisation", []))
            chosen = [one for one in offers if one.tenant.tenant_id in ticked and not one.taken_by]
            too_many = step.invitation.connection is not None and len(ticked) > 1
            if not chosen or len(chosen) != len(ticked) or too_many:
                return self._choice(app, token, step, offers, ticked, wrong=True)
            await self._flow.steps.take(Choosing, token, app.key, browser)
            return await self._finish(
                app, step.invitation, step.grant, chosen, step.tenants, browser
            )
        except PROBLEMS as problem:
            return self._flow.refused(problem, app, step.invitation)

    async def done(self, request: Request) -> Response:
        """Show what was connected."""
        app, browser = self._checked(request)
        token = request.path_params["token"]
        step = await self._flow.steps.find(Finished, token, app.key, browser)
        names = [one.name for one in step.connected]
        return result_screen(step, way_back(step.invitation, "connected", *names))

    async def _granted(
        self, app: App, asked: Asked, state: str, given: dict[str, list[str]]
    ) -> tuple[Grant, Sequence[Tenant]]:
        """Redeem the code, verify who consented, and ask for the organisations."""
        flow = self._flow
        pending = PendingAuthorisation(
            url="",
            state=state,
            code_verifier=asked.code_verifier,
            redirect_uri=asked.redirect_uri,
            settings=app.form.asked,
            nonce=asked.nonce,
        )
        async with flow.client() as http:
            consent = await complete_consent(pending, given, http, flow.endpoints, flow.clock)
            token = consent.grant.access_token or ""
            user = await flow.id_tokens.verify(
                consent.id_token,
                client_id=consent.grant.client_id,
                nonce=asked.nonce,
                access_token=token,
            )
            event = consent.grant.auth_event_id
            tenants = await list_tenants(
                token, http, flow.endpoints, flow.clock, auth_event_id=event
            )
        return choosing.signed(consent.grant, user), tenants

    async def _after(
        self,
        app: App,
        invitation: Invitation,
        grant: Grant,
        tenants: Sequence[Tenant],
        browser: str | None,
    ) -> Response:
        step = Choosing(invitation=invitation, grant=grant, tenants=tuple(tenants))
        offers = await self._offers(step)
        if len(offers) == 1:
            return await self._finish(app, invitation, grant, offers, tenants, browser)
        token = await self._flow.steps.add(step, app.key, browser=browser)
        return redirect(self._settings.path(app.key, f"/choose/{token}"))

    async def _finish(
        self,
        app: App,
        invitation: Invitation,
        grant: Grant,
        chosen: Sequence[Offer],
        tenants: Sequence[Tenant],
        browser: str | None,
    ) -> Response:
        saving = partial(choosing.save, self._flow.store, grant, chosen, tenants)
        connected, notes = await to_thread.run_sync(saving)
        for offer in chosen:
            log.info("connected %r to the organisation %s", offer.name, offer.tenant.tenant_id)
        step = Finished(
            invitation=invitation,
            connected=tuple(connected),
            user=grant.user_name or "",
            notes=tuple(notes),
        )
        token = await self._flow.steps.add(step, app.key, browser=browser)
        return redirect(self._settings.path(app.key, f"/done/{token}"))

    async def _offers(self, step: Choosing) -> list[Offer]:
        wanted = step.invitation.connection
        asking = partial(choosing.offers, self._flow.store, step.grant, step.tenants, wanted)
        return await to_thread.run_sync(asking)

    def _choice(
        self,
        app: App,
        token: str,
        step: Choosing,
        offers: Sequence[Offer],
        ticked: set[str] | None = None,
        *,
        wrong: bool = False,
    ) -> Response:
        path = self._settings.path(app.key, f"/choose/{token}")
        several = step.invitation.connection is None
        return choice_screen(path, offers, ticked or set(), several=several, wrong=wrong)

    def _checked(self, request: Request) -> tuple[App, str | None]:
        app = self._flow.app(request)
        check_host(request, self._settings, self._settings.address(app.key))
        return app, known_browser(request, self._settings)
