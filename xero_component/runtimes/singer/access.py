"""Reaching Xero as a configuration says, and making sure that it is the organisation it names."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from hashlib import sha256

from anyio import to_thread
from pydantic import SecretStr

from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.tenants import tenants_of_consent
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    ConnectionStore,
    Grant,
    StoredAuthorisation,
    Tenant,
    TokenStore,
    choose_tenant,
    open_connection,
)
from xero_component.errors import ConfigurationError
from xero_component.runtimes.singer.config import TapConfig
from xero_component.runtimes.singer.token_file import FileTokenStore, TokenFile

OAUTH2 = "oauth2"
ENVIRONMENT, FILE = "env:", "file:"
"""Where a refresh token may be, beside our store."""
OpenStore = Callable[[], TokenStore]


@asynccontextmanager
async def opened(
    config: TapConfig, open_store: OpenStore = TokenStore
) -> AsyncIterator[tuple[XeroClient, StoredAuthorisation]]:
    """Open a client for the organisation of a configuration, and check that it is reached.

    Raises `ConfigurationError` for a token or a store that cannot be used, `TenantChoiceError` when
    the organisation is not among those of the consent, and what the connection raises.
    """
    async with AsyncExitStack() as stack:
        store, name = await to_thread.run_sync(_store, config, open_store)
        stack.push_async_callback(to_thread.run_sync, store.close)
        connection = await to_thread.run_sync(open_connection, name, store)
        xero = await stack.enter_async_context(XeroClient(connection))
        tenant = await _checked(xero, config)
        if config.stored_connection is None and not config.is_custom:
            _, grant = await to_thread.run_sync(store.load, name)
            await to_thread.run_sync(store.save, name, grant, tenant)
        yield xero, connection


async def _checked(xero: XeroClient, config: TapConfig) -> Tenant:
    """Return the organisation; it has to be the one that is named, and connected to the app."""
    wanted = config.tenant_id or xero.tenant_id
    if wanted and xero.tenant_id and wanted.lower() != xero.tenant_id.lower():
        raise ConfigurationError(
            f"tenant_id is {wanted}, but the connection is to {xero.tenant_id}.",
            advice="Name the connection to the other organisation, or leave tenant_id out.",
        )
    rows = (await tenants_of_consent(xero))["records"]
    if not rows:  # those of the consent are known by the organisation, which is not among them
        rows = (await xero.connections())["records"]
    known = [
        Tenant(
            tenant_id=row["tenantId"],
            name=row.get("tenantName") or row["tenantId"],
            connection_id=row["id"],
            tenant_type=row.get("tenantType") or "ORGANISATION",
        )
        for row in rows
    ]
    return choose_tenant(known, wanted)


def _store(config: TapConfig, open_store: OpenStore) -> tuple[ConnectionStore, str]:
    """Return where the tokens are, and the connection's name there."""
    if config.stored_connection is not None:
        return open_store(), config.stored_connection
    if config.is_custom:
        return _custom(config, open_store)
    tenant_id = config.tenant_id or ""
    name = f"tap {tenant_id}"
    grant = Grant(
        connection_type=OAUTH2,
        client_id=config.client_id or "",
        client_secret=_text(config.client_secret),
        refresh_token=_first_token(config),
        issuer=Endpoints.from_environment().issuer,
    )
    tenant = Tenant(tenant_id=tenant_id, name=tenant_id, connection_id="")
    if grant.refresh_token is None:
        path = (config.refresh_token_secret_name or "").removeprefix(FILE).strip()
        return FileTokenStore(TokenFile(path), name, grant, tenant), name
    return _seeded(name, grant, tenant, open_store)


def _first_token(config: TapConfig) -> str | None:
    """Return the refresh token to begin with; None where it is in a file."""
    if config.refresh_token is not None:
        return config.refresh_token.get_secret_value()
    named = config.refresh_token_secret_name or ""
    if named.startswith(FILE):
        return None
    if ":" in named.removeprefix(ENVIRONMENT):
        raise ConfigurationError(
            f"refresh_token_secret_name is {named!r}, which names no place.",
            advice="Give env:NAME, file:PATH or store:NAME.",
        )
    return _from_environment(named.removeprefix(ENVIRONMENT).strip())


def _seeded(
    name: str, grant: Grant, tenant: Tenant, open_store: OpenStore
) -> tuple[TokenStore, str]:
    """Return our store, where a token set begins with a token that somebody gave.

    The first token names the set, so that a later run finds what followed it, and a new first token
    begins a new set.
    """
    digest = sha256(f"{grant.client_id}\n{grant.refresh_token}".encode()).hexdigest()[:32]
    named = f"{name} ({digest[:8]})"
    store = open_store()
    try:
        if all(known.name != named for known in store.list()):
            store.save(named, replace(grant, id=digest), tenant)
    except BaseException:
        store.close()
        raise
    return store, named


def _custom(config: TapConfig, open_store: OpenStore) -> tuple[ConnectionStore, str]:
    given = {"scopes": config.scopes} if config.scopes else {}
    settings = ClientCredentialsInput(
        client_id=config.client_id or "",
        client_secret=config.client_secret or SecretStr(""),
        **given,
    )
    name = f"tap {config.client_id}"
    store = open_store()
    try:
        ClientCredentialsConnection.from_settings(settings, store=store, name=name)
    except BaseException:
        store.close()
        raise
    return store, name


def _from_environment(variable: str) -> str:
    token = os.environ.get(variable, "").strip()
    if not token:
        raise ConfigurationError(
            f"The environment has no {variable}, which refresh_token_secret_name names.",
            advice="Set it to a refresh token, or name a file as file:PATH.",
        )
    return token


def _text(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
