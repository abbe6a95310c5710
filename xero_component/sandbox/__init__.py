"""A Xero that runs on this machine, for trying flows and for tests.

Needs the extra `server`; ImportError says so where it is missing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_component.sandbox.clock import SandboxClock
    from xero_component.sandbox.faults import Fault, parse_fault
    from xero_component.sandbox.identity.applications import Lifetimes
    from xero_component.sandbox.limits import Limits
    from xero_component.sandbox.server import Sandbox

_HOMES = {
    "Fault": "faults",
    "Lifetimes": "identity.applications",
    "Limits": "limits",
    "Sandbox": "server",
    "SandboxClock": "clock",
    "parse_fault": "faults",
}

__all__ = ["Fault", "Lifetimes", "Limits", "Sandbox", "SandboxClock", "parse_fault"]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        except ModuleNotFoundError as error:
            if (error.name or "").startswith(__name__.partition(".")[0]):
                raise
            raise ImportError(
                f"The sandbox needs {error.name}: pip install 'xero-component[server]'"
            ) from error
