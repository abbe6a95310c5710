"""The Xero component: what a runtime loads, and everything in it."""

import base64
from importlib.metadata import PackageNotFoundError, version

import xero_component.actions
import xero_component.connections
import xero_component.data_sources
import xero_component.triggers
from xero_component.core import Action, Component, ConnectionType, DataSource, Trigger, discover

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    '<rect width="48" height="48" rx="10" fill="#0b6e8f"/>'
    '<path d="M12 14h24M12 24h24M12 34h14" stroke="#fff" stroke-width="4" stroke-linecap="round"/>'
    '<circle cx="35" cy="34" r="4" fill="#ffd166"/></svg>'
)


def _version() -> str:
    try:
        return version("xero-component")
    except PackageNotFoundError:
        return "0.0.0"


component = Component(
    key="xero",
    title="Xero",
    description="Work with invoices, bills, payments, contacts and items in Xero.",
    category="Accounting",
    version=_version(),
    documentation="https://github.com/xero-component/xero-component/tree/main/docs",
    icon="data:image/svg+xml;base64," + base64.b64encode(_ICON.encode()).decode(),
    connections=discover(xero_component.connections, ConnectionType),
    actions=discover(xero_component.actions, Action),
    triggers=discover(xero_component.triggers, Trigger),
    data_sources=discover(xero_component.data_sources, DataSource),
)
"""The component; importing this module finds all its definitions, or fails naming the file."""
