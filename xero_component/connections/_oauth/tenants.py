"""The organisations of a consent: list, choose, disconnect, revoke.

https://developer.xero.com/documentation/guides/oauth2/tenants
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import httpx

from xero_component.api.clock import Clock, SystemClock
from xero_component.api.endpoints import Endpoints
from xero_component.connections._oauth.claims import read_claims
from xero_component.connections._oauth.sending import Sender
from xero_component.connections._oauth.token_endpoint import error_code, prove_client, raise_refusal
from xero_component.connections._records import Grant, Tenant
from xero_component.errors import (
    ConfigurationError,
    GiveUpError,
    ReconnectError,
    TenantChoiceError,
)

SUBJECT = "Xero's list of connections"


async def list_tenants(
    token: str,
    http: httpx.AsyncClient | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
    *,
    auth_event_id: str | None = None,
) -> Sequence[Tenant]:
    """Return the organisations of the consent that an access token comes from.

    The consent is `auth_event_id`, or the one that the token names; only where neither is known are
    all organisations listed that the user ever connected. Raises `ReconnectError` when Xero refuses
    the token.
    """
    endpoints = endpoints or Endpoints.from_environment()
    event = auth_event_id or read_claims(token).auth_event_id
    sender = Sender(http, clock or SystemClock(), endpoints)
    response, body = await sender.send(
        "GET",
        endpoints.connections_url,
        subject=SUBJECT,
        headers={"Authorization": f"Bearer {token}"},
        params={"authEventId": event} if event else None,
    )
    _check(response)
    if not isinstance(body, list):
        raise GiveUpError(f"{SUBJECT} is not a list.", status=response.status_code)
    return [_read_tenant(item) for item in body]


def choose_tenant(tenants: Sequence[Tenant], wanted: str | None = None) -> Tenant:
    """Return the organisation with this id, else this name, else this name in other letter case.

    With nothing wanted, the only organisation there is. Raises `TenantChoiceError`, which lists
    what there is, when none or several match.
    """
    wanted = (wanted or "").strip()
    if not wanted:
        return _only(tenants, tenants, "No organisation was named")
    folded = wanted.casefold()
    rules: tuple[Callable[[Tenant], bool], ...] = (
        lambda tenant: tenant.tenant_id.casefold() == folded,
        lambda tenant: tenant.name == wanted,
        lambda tenant: tenant.name.strip().casefold() == folded,
    )
    for rule in rules:
        matches = [tenant for tenant in tenants if rule(tenant)]
        if matches:
            return _only(matches, tenants, f"The organisation {wanted!r} is wanted")
    return _only((), tenants, f"The organisation {wanted!r} is wanted")


async def disconnect(
    connection_id: str,
    token: str,
    http: httpx.AsyncClient | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
) -> None:
    """End the link between the app and one organisation; one that is gone already is no error.

    The other organisations of the consent stay connected. Raises `ReconnectError` when Xero refuses
    the token.
    """
    endpoints = endpoints or Endpoints.from_environment()
    sender = Sender(http, clock or SystemClock(), endpoints)
    response, _ = await sender.send(
        "DELETE",
        f"{endpoints.connections_url}/{quote(connection_id, safe='')}",
        subject=SUBJECT,
        headers={"Authorization": f"Bearer {token}"},
        json_reply=False,
    )
    if response.status_code != httpx.codes.NOT_FOUND:
        _check(response)


async def revoke(
    grant: Grant,
    http: httpx.AsyncClient | None = None,
    endpoints: Endpoints | None = None,
    clock: Clock | None = None,
) -> None:
    """Revoke a grant's refresh token: Xero then removes ALL the user's connections to the app.

    https://developer.xero.com/documentation/guides/oauth2/auth-flow#revoking-tokens
    """
    if grant.refresh_token is None:
        raise ConfigurationError(
            "There is no refresh token to revoke.",
            advice="Disconnect the organisation, or end the custom connection in Xero.",
        )
    endpoints = endpoints or Endpoints.from_environment()
    auth, data = prove_client(grant.client_id, grant.client_secret, {"token": grant.refresh_token})
    response, body = await Sender(http, clock or SystemClock(), endpoints).send(
        "POST",
        endpoints.revocation_url,
        subject="Xero's revocation endpoint",
        auth=auth,
        data=data,
        json_reply=False,
    )
    code = error_code(body)
    if not response.is_success and code != "invalid_grant":
        raise_refusal(code, response.status_code)


def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    status = response.status_code
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise ReconnectError(f"Xero refused the token ({status}).", status=status)
    raise GiveUpError(f"{SUBJECT} answered {status}.", status=status)


def _read_tenant(item: Any) -> Tenant:
    known = item if isinstance(item, dict) else {}
    tenant_id, connection_id = known.get("tenantId"), known.get("id")
    if not isinstance(tenant_id, str) or not isinstance(connection_id, str):
        raise GiveUpError(f"{SUBJECT} holds an entry without ids.", status=200)
    name = known.get("tenantName")
    event = known.get("authEventId")
    return Tenant(
        tenant_id=tenant_id,
        name=name if isinstance(name, str) and name else tenant_id,
        connection_id=connection_id,
        tenant_type=str(known.get("tenantType") or "ORGANISATION"),
        auth_event_id=event if isinstance(event, str) else None,
    )


def _only(matches: Sequence[Tenant], tenants: Sequence[Tenant], subject: str) -> Tenant:
    if len(matches) == 1:
        return matches[0]
    choices = [(tenant.tenant_id, tenant.name) for tenant in (matches or tenants)]
    listed = ", ".join(f"{name} ({key})" for key, name in choices) or "none"
    found = f"{len(matches)} match" if matches else "none matches"
    raise TenantChoiceError(
        f"{subject}, and {found}. Organisations of this consent: {listed}.",
        choices=choices,
        advice="Name one of these, by id where names are the same."
        if choices
        else "Connect again and choose an organisation on Xero's page.",
    )
