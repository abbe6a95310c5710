"""What a component IS: everything that a flow builder can offer, under one key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xero_component.core.action import Action
from xero_component.core.connection import ConnectionType
from xero_component.core.data_source import DataSource
from xero_component.core.trigger import Trigger


@dataclass(frozen=True, kw_only=True)
class Component:
    """A connector: its actions, triggers, connections and data sources."""

    key: str
    title: str
    description: str
    category: str
    version: str
    documentation: str
    icon: str
    """An SVG image as a `data:` URI."""
    connections: Mapping[str, ConnectionType[Any]]
    actions: Mapping[str, Action[Any, Any, Any]]
    triggers: Mapping[str, Trigger[Any, Any]]
    data_sources: Mapping[str, DataSource[Any]]
