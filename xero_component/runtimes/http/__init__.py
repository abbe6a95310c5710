"""The component as a service: actions, data sources, triggers and the inbox over HTTP."""

from typing import TYPE_CHECKING, Any

from xero_component.errors import ConfigurationError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from xero_component.runtimes.settings import Settings

__all__ = ["create_app"]


def create_app(settings: "Settings | None" = None, **given: Any) -> "FastAPI":
    """Return the application, for any ASGI server; without settings, from environment and file.

    `component`, `limits`, `clock` and `http` replace those that it uses otherwise. Raises
    `ConfigurationError` when a setting is wrong or the extra `server` is missing.
    """
    try:
        from xero_component.runtimes.http.app import make_app
        from xero_component.runtimes.settings import load_settings
    except ImportError as error:
        raise missing_extra(error) from None
    return make_app(settings or load_settings(), **given)


def missing_extra(error: ImportError) -> ConfigurationError:
    """Return the error that says how to install what the server needs; raise what is a defect."""
    if (error.name or "").startswith("xero_component"):
        raise error
    what = f" ({error.name} is missing)" if error.name else ""
    return ConfigurationError(
        f"The server needs packages that are not installed{what}.",
        advice='Install them with: pip install "xero-component[server]"',
    )
