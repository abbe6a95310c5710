"""Which store, and which connection in it, a command works with."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from xero_component.errors import ConfigurationError

if TYPE_CHECKING:
    from xero_component.connections import ConnectionStore, TokenStore
    from xero_component.runtimes.settings import Settings

CONNECTION_VARIABLE = "XERO_COMPONENT_CONNECTION"
SETTINGS_VARIABLE = "XERO_COMPONENT_CONFIG"

ConnectionOption = Annotated[
    str | None,
    typer.Option(
        "--connection",
        "-c",
        metavar="NAME",
        envvar=CONNECTION_VARIABLE,
        help="The connection to work with; not needed while there is only one.",
        show_default=False,
        show_envvar=True,
    ),
]


def open_store() -> "TokenStore":
    """Open the store of the environment or of the settings file, which the server uses too."""
    from xero_component.connections import TokenStore

    settings = _settings()
    if settings is None:
        return TokenStore()
    key = settings.key.get_secret_value() if settings.key else None
    return TokenStore(settings.store, None if os.environ.get("XERO_COMPONENT_KEY") else key)


def store_url() -> str | None:
    """Return the URL of the same store; None where nothing names one."""
    settings = _settings()
    return None if settings is None else settings.store


def _settings() -> "Settings | None":
    """Read the settings where `XERO_COMPONENT_CONFIG` names a file of them."""
    if not os.environ.get(SETTINGS_VARIABLE, "").strip():
        return None
    try:
        from xero_component.runtimes.settings import load_settings
    except ImportError as error:
        from xero_component.runtimes.http import missing_extra

        raise missing_extra(error) from None
    return load_settings()


def chosen_connection(store: "ConnectionStore", name: str | None) -> str:
    """Return the name given, or that of the only connection; raise `ConfigurationError` else."""
    if name is not None and name.strip():
        return store.get(name.strip()).name
    known = [connection.name for connection in store.list()]
    if len(known) == 1:
        return known[0]
    if not known:
        raise ConfigurationError(
            "There is no connection yet.",
            advice="Make one with: xero-component connect NAME. Without a Xero account, start"
            " xero-component sandbox in another terminal, and then:"
            " xero-component connect NAME --sandbox",
        )
    raise ConfigurationError(
        f"There are {len(known)} connections.",
        advice=f"Choose one with --connection: {', '.join(known)}.",
    )
