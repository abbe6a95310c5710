"""The steps of `connect`: ask for a consent, choose the organisation, store the connection."""

import sys
import webbrowser
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import httpx
import typer
from pydantic import ValidationError

from xero_component.api.endpoints import BASE_URL_VARIABLE, Endpoints
from xero_component.api.transport import http_client
from xero_component.cli.callback_server import callback_server
from xero_component.cli.screen import can_ask, one_line, write
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    Connection,
    Grant,
    OAuth2Input,
    Tenant,
    TokenStore,
    begin_authorisation,
    choose_tenant,
    client_credentials_grant,
    complete_authorisation,
    list_tenants,
)
from xero_component.errors import (
    InputError,
    ReconnectError,
    TenantChoiceError,
    UnavailableError,
)

if TYPE_CHECKING:
    from pydantic import BaseModel

SettingsT = TypeVar("SettingsT", bound="BaseModel")
ResultT = TypeVar("ResultT")

PATIENCE = 300.0
"""Seconds for a person to consent."""

SANDBOX_REDIRECT_URI = "http://localhost:8765/callback"
"""Where a sandbox sends the answer; nobody listens there, as the answer is read on the way."""


def settings_of(model: type[SettingsT], **given: Any) -> SettingsT:
    """Read what the person gave as the connection's form; raise `InputError`."""
    known = {name: value for name, value in given.items() if value is not None}
    try:
        return model.model_validate(known)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"])).replace("_", "-")
        reason = first["msg"].removeprefix("Value error, ")
        raise InputError(f"--{field}: {reason}." if field else f"{reason}.") from None


def consent_in_browser(
    settings: OAuth2Input, endpoints: Endpoints, port: int, open_browser: bool
) -> Grant:
    """Send the person to Xero's consent page and wait for them to come back."""
    with callback_server(port) as server:
        pending = begin_authorisation(settings, server.redirect_uri, endpoints)
        first = "Your browser opens. If it does not, open" if open_browser else "Open"
        write(f"{first} this address and choose the organisation in Xero:\n\n{pending.url}\n")
        write(f"Waiting for the answer at {server.redirect_uri} …")
        sys.stdout.flush()
        if open_browser:
            webbrowser.open(pending.url)
        address = server.wait(PATIENCE)
    return asked(complete_authorisation, pending, address, endpoints=endpoints)


def consent_on_sandbox(settings: OAuth2Input, endpoints: Endpoints) -> Grant:
    """Consent to every organisation of a sandbox, which takes `sandbox_consent` for an answer."""
    pending = begin_authorisation(settings, SANDBOX_REDIRECT_URI, endpoints)
    try:
        with httpx.Client(trust_env=False) as http:
            reply = http.get(
                pending.url, params=httpx.URL(pending.url).params.add("sandbox_consent", "all")
            )
    except httpx.HTTPError:
        raise UnavailableError(
            f"No sandbox answers at {endpoints.host}.",
            advice="Start one with: xero-component sandbox. If it runs elsewhere, give its address"
            f" with --base-url, or set {BASE_URL_VARIABLE}.",
        ) from None
    address = reply.headers.get("location")
    if address is None:
        raise ReconnectError(
            f"The sandbox at {endpoints.host} refused to connect (status {reply.status_code}).",
            advice="Check client id, client secret and scopes.",
        )
    return asked(complete_authorisation, pending, address, endpoints=endpoints)


def store_connection(
    store: TokenStore, name: str, grant: Grant, endpoints: Endpoints, wanted: str | None
) -> Connection:
    """Choose one organisation of the consent and store the connection."""
    token, event = grant.access_token or "", grant.auth_event_id
    tenants = asked(list_tenants, token, endpoints=endpoints, auth_event_id=event)
    write("Organisations of this consent:")
    for number, tenant in enumerate(tenants, 1):
        write(f"  {number}. {one_line(tenant.name)} ({one_line(tenant.tenant_id)})")
    return store.save(name, grant, _choose(tenants, wanted, typer.prompt))


def store_custom_connection(
    store: TokenStore, name: str, settings: ClientCredentialsInput, endpoints: Endpoints
) -> Connection:
    """Try a custom connection and store it; it has the one organisation that it was made for."""

    async def organisations(http: httpx.AsyncClient, endpoints: Endpoints) -> Sequence[Tenant]:
        tried = ClientCredentialsConnection.from_settings(settings, http=http, endpoints=endpoints)
        return await list_tenants(await tried.access_token(), http, endpoints)

    for tenant in asked(organisations, endpoints=endpoints):
        write(f"The custom connection is to {one_line(tenant.name)}.")
    return store.save(name, client_credentials_grant(settings, endpoints))


def asked(
    ask: Callable[..., Awaitable[ResultT]], *given: Any, endpoints: Endpoints, **more: Any
) -> ResultT:
    """Call one of the connections package's questions with an http client of its own."""

    async def call() -> ResultT:
        async with http_client(endpoints) as http:
            return await ask(*given, http=http, endpoints=endpoints, **more)

    return anyio.run(call)


def _choose(tenants: Sequence[Tenant], wanted: str | None, ask: Callable[..., Any]) -> Tenant:
    try:
        return choose_tenant(tenants, wanted)
    except TenantChoiceError as error:
        if wanted or not tenants or not can_ask():
            if tenants:
                error.advice = "Name one with --tenant, by id where names are the same."
            raise
    answer = str(ask("Which one (number, name or id)")).strip()
    if answer.isdecimal() and 1 <= int(answer) <= len(tenants):
        return tenants[int(answer) - 1]
    return choose_tenant(tenants, answer)
