"""A Xero connector for low-code flow builders."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xero_component.api.client import XeroClient
    from xero_component.api.limits.shared import SharedLimits
    from xero_component.connections import TokenStore, open_connection
    from xero_component.core import Priority, StepContext, invoke, invoke_sync, present
    from xero_component.errors import XeroComponentError
    from xero_component.sandbox import Sandbox

_HOMES = {
    "Priority": "xero_component.core",
    "Sandbox": "xero_component.sandbox",
    "SharedLimits": "xero_component.api.limits.shared",
    "StepContext": "xero_component.core",
    "TokenStore": "xero_component.connections",
    "XeroClient": "xero_component.api.client",
    "XeroComponentError": "xero_component.errors",
    "invoke": "xero_component.core",
    "invoke_sync": "xero_component.core",
    "open_connection": "xero_component.connections",
    "present": "xero_component.core",
}

__all__ = [
    "Priority",
    "Sandbox",
    "SharedLimits",
    "StepContext",
    "TokenStore",
    "XeroClient",
    "XeroComponentError",
    "invoke",
    "invoke_sync",
    "open_connection",
    "present",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Import a public name when it is first asked for: importing the package stays fast."""
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(home), name)
        globals()[name] = value
        return value
