"""What a connection IS: the form that a person fills in, and how its consent is obtained."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from xero_component.core.inputs import FormModel

ConnectionInputT = TypeVar("ConnectionInputT", bound="ConnectionInput")


class Flow(StrEnum):
    """Which OAuth 2.0 grant a connection uses."""

    AUTHORIZATION_CODE = "authorization_code"
    CLIENT_CREDENTIALS = "client_credentials"
    HOST_MANAGED = "host_managed"
    """The host holds the tokens itself and hands them over."""


class ConnectionInput(FormModel):
    """Base of a connection's form."""


@dataclass(frozen=True, kw_only=True)
class ConnectionType(Generic[ConnectionInputT]):
    """A kind of connection that a flow builder offers."""

    key: str
    title: str
    description: str
    flow: Flow
    input: type[ConnectionInputT]
    open: Callable[..., Any]
    """Makes the object that authorises calls; see the connection's module."""
    authorize_url: str | None = None
    token_url: str | None = None
    revocation_url: str | None = None
    pkce: bool = False
    """Whether the flow can use PKCE (S256)."""
    documentation: str = ""
    module: str = ""
