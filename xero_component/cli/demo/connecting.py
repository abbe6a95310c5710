"""Steps 1 and 2: a sandbox starts, and a person connects to it."""

import httpx

from xero_component.cli.callback_server import callback_server
from xero_component.cli.consent import asked
from xero_component.cli.demo.browser import consent
from xero_component.cli.demo.stage import CONNECTION, ORGANISATION, Stage
from xero_component.connections import (
    OAuth2Input,
    begin_authorisation,
    choose_tenant,
    complete_authorisation,
    list_tenants,
)
from xero_component.errors import TenantChoiceError
from xero_component.sandbox.identity.applications import CLIENT_ID, CLIENT_SECRET


def show_sandbox(stage: Stage) -> None:
    """Say where the sandbox is, and that it lets nobody in without a token."""
    stage.narrator.step("A Xero that runs on this machine")
    stage.narrator.say(f"The sandbox listens at {stage.base_url}.")
    reply = httpx.get(f"{stage.base_url}/api.xro/2.0/Invoices", trust_env=False)
    stage.narrator.claim("Without a token its accounting API answers 401.", 401, reply.status_code)


def connect(stage: Stage) -> None:
    """Connect by authorization code with PKCE, and choose the organisation by name."""
    narrator = stage.narrator
    narrator.step("Connecting: consent page, code, tokens, organisation")
    settings = OAuth2Input.model_validate(
        {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "tenant_name": ORGANISATION}
    )
    with callback_server(0) as server:
        pending = begin_authorisation(settings, server.redirect_uri, stage.endpoints)
        form = consent(pending.url)
        address = server.wait(10)
    narrator.say(f"The consent page offered: {', '.join(form.tenants)}. Both were ticked.")
    grant = asked(complete_authorisation, pending, address, endpoints=stage.endpoints)
    narrator.claim(
        "The code was exchanged for an access token and a refresh token.",
        (True, True),
        (bool(grant.access_token), bool(grant.refresh_token)),
    )
    tenants = asked(list_tenants, grant.access_token or "", endpoints=stage.endpoints)
    narrator.claim("The consent covers two organisations.", 2, len(tenants))
    try:
        guessed = choose_tenant(tenants).name
    except TenantChoiceError:
        guessed = ""
    narrator.claim("Without a name, none of them is chosen silently.", "", guessed)
    tenant = choose_tenant(tenants, settings.tenant_name)
    narrator.claim(f"By name it is {ORGANISATION}.", ORGANISATION, tenant.name)
    stage.store.save(CONNECTION, grant, tenant)
    stage.open_runtime()
