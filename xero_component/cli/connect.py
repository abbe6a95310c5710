"""`connect`: a person's consent, once, and from then on a name."""

from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.cli.sandbox import PORT as SANDBOX_PORT
from xero_component.cli.stored import open_store
from xero_component.errors import ConfigurationError, InputError

if TYPE_CHECKING:
    from xero_component.api.endpoints import Endpoints
    from xero_component.connections import Connection, TokenStore

PORT = 8765

NameArgument = Annotated[
    str, typer.Argument(help="The name that the connection gets, such as acme.")
]
ClientIdOption = Annotated[
    str | None,
    typer.Option(
        envvar="XERO_CLIENT_ID", help="Client ID of the app; asked for where it is missing."
    ),
]
ClientSecretOption = Annotated[
    str | None,
    typer.Option(
        envvar="XERO_CLIENT_SECRET",
        help="Client Secret of the app. Better in the environment, or asked for, than typed here."
        " An app of the PKCE kind has none: leave the answer empty.",
    ),
]
ScopesOption = Annotated[
    str | None,
    typer.Option(help="Scopes, separated by spaces; unless given, all that the actions need."),
]
TenantOption = Annotated[
    str | None, typer.Option(metavar="NAME_OR_ID", help="The organisation to work in.")
]
PortOption = Annotated[
    int,
    typer.Option(
        min=0,
        max=65535,
        help="Port of http://localhost:PORT/callback, which has to be a redirect URI of the app in"
        " the Xero Developer portal. 0 takes any free one.",
    ),
]
BrowserOption = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Open the browser, or only print the URL.")
]
CustomOption = Annotated[
    bool, typer.Option("--client-credentials", help="A custom connection: no browser, no consent.")
]
SandboxOption = Annotated[
    bool,
    typer.Option(
        "--sandbox",
        help="Connect to a running sandbox, at its usual port unless --base-url says otherwise; it"
        " consents by itself.",
    ),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        envvar="XERO_COMPONENT_BASE_URL",
        help="Address of a sandbox on this machine. The connection remembers it.",
    ),
]


def connect(
    name: NameArgument,
    client_id: ClientIdOption = None,
    client_secret: ClientSecretOption = None,
    scopes: ScopesOption = None,
    tenant: TenantOption = None,
    port: PortOption = PORT,
    browser: BrowserOption = True,
    client_credentials: CustomOption = False,
    sandbox: SandboxOption = False,
    base_url: BaseUrlOption = None,
) -> None:
    """Connect to an organisation in Xero and store the connection under NAME.

    Opens Xero's consent page in the browser. Tokens are stored encrypted, for you alone.
    """
    from xero_component.cli.screen import one_line, write

    if client_credentials and tenant is not None:
        raise InputError(
            "--tenant does not go with --client-credentials: a custom connection has one"
            " organisation, chosen in Xero."
        )
    endpoints = _endpoints(base_url, sandbox)
    if sandbox:
        client_id, client_secret = _sandbox_app(client_credentials)
    client_id = client_id or _asked("Client ID", "XERO_CLIENT_ID", hidden=False)
    if client_secret is None:
        client_secret = _asked("Client Secret", "XERO_CLIENT_SECRET", hidden=True)
    app = {"client_id": client_id, "client_secret": client_secret, "scopes": scopes}
    if client_credentials:
        connection = _custom(name, app, endpoints)
    else:
        connection = _consented(name, app, tenant, endpoints, sandbox, port, browser)
    where = "" if endpoints.is_xero else f" at {endpoints.host}"
    to = f" to {one_line(connection.tenant_name)}" if connection.tenant_name else ""
    write(f"Connected{to}{where}. The connection is stored as {one_line(connection.name)}.")


def _consented(
    name: str,
    app: dict[str, str | None],
    tenant: str | None,
    endpoints: "Endpoints",
    sandbox: bool,
    port: int,
    browser: bool,
) -> "Connection":
    from xero_component.cli.consent import (
        consent_in_browser,
        consent_on_sandbox,
        settings_of,
        store_connection,
    )
    from xero_component.connections import OAuth2Input

    settings = settings_of(OAuth2Input, **app, tenant_name=tenant)
    with open_store() as store:
        _announce(store, name)
        grant = (
            consent_on_sandbox(settings, endpoints)
            if sandbox
            else consent_in_browser(settings, endpoints, port, browser)
        )
        return store_connection(store, name, grant, endpoints, tenant)


def _custom(name: str, app: dict[str, str | None], endpoints: "Endpoints") -> "Connection":
    from xero_component.cli.consent import settings_of, store_custom_connection
    from xero_component.connections import ClientCredentialsInput

    settings = settings_of(ClientCredentialsInput, **app)
    with open_store() as store:
        _announce(store, name)
        return store_custom_connection(store, name, settings, endpoints)


def _endpoints(base_url: str | None, sandbox: bool) -> "Endpoints":
    """Return Xero's addresses, or those of the sandbox that is meant."""
    from xero_component.api.endpoints import Endpoints

    if base_url and base_url.strip():
        return Endpoints.at(base_url)
    return Endpoints.at(f"http://127.0.0.1:{SANDBOX_PORT}") if sandbox else Endpoints()


def _announce(store: "TokenStore", name: str) -> None:
    """Refuse a name that cannot be one before anybody consents; say what it would replace."""
    from xero_component.cli.screen import one_line, write
    from xero_component.connections import checked_name

    wanted = checked_name(name)
    for known in store.list():
        if known.name == wanted:
            write(f"This replaces the connection {one_line(wanted)}.")


def _sandbox_app(custom: bool) -> tuple[str, str]:
    from xero_component.sandbox.identity import applications

    if custom:
        return (
            applications.CUSTOM_CONNECTION_CLIENT_ID,
            applications.CUSTOM_CONNECTION_CLIENT_SECRET,
        )
    return applications.CLIENT_ID, applications.CLIENT_SECRET


def _asked(label: str, variable: str, *, hidden: bool) -> str:
    """Ask for what is missing; raise `ConfigurationError` where nobody is there to answer."""
    from xero_component.cli.screen import can_ask

    if not can_ask():
        option = "--" + label.lower().replace(" ", "-")
        raise ConfigurationError(
            f"The {label} is missing, and there is no terminal to ask at.",
            advice=f"Set {variable}, or give {option}.",
        )
    return str(
        typer.prompt(label, hide_input=hidden, default="" if hidden else None, show_default=False)
    )
