"""The libraries of the extras, imported when they are used."""

from importlib import import_module
from typing import Any

from xero_component.errors import ConfigurationError


def library(name: str, *, extra: str, what: str) -> Any:
    """Import a library; raise `ConfigurationError` with the extra to install where it is missing.

    Its module is `Any`: the checks of types do without the extras.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise ConfigurationError(
            f"{what} needs {error.name or name}.",
            advice=f"Install it: pip install 'xero-component[{extra}]'.",
        ) from None
