"""Where Xero is: its public hosts, or one loopback server that stands in for all of them."""

import ipaddress
import os
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from xero_component.catalogue.apis import (
    APIS,
    AUTHORIZE_URL,
    HOST,
    ISSUER,
    REVOCATION_URL,
    TOKEN_URL,
    Api,
)
from xero_component.errors import ConfigurationError

BASE_URL_VARIABLE = "XERO_COMPONENT_BASE_URL"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of identity server and APIs."""

    host: str = HOST
    authorize_url: str = AUTHORIZE_URL
    token_url: str = TOKEN_URL
    revocation_url: str = REVOCATION_URL
    issuer: str = ISSUER

    @property
    def connections_url(self) -> str:
        """The list of organisations that a token may use."""
        return f"{self.host}/connections"

    @property
    def is_xero(self) -> bool:
        """Whether these are Xero's own hosts rather than a loopback server."""
        return self.host == HOST

    def base_url(self, api: Api) -> str:
        """Return the root of an API, without a trailing slash."""
        return self.host + APIS[api].path

    @classmethod
    def at(cls, base_url: str) -> "Endpoints":
        """Put everything under one root; raise `ConfigurationError` unless its host is loopback."""
        root = base_url.strip().rstrip("/")
        parts = _split(root)
        if parts is None or "@" in parts.netloc or parts.path or parts.query or parts.fragment:
            raise ConfigurationError(
                f"{BASE_URL_VARIABLE} must be scheme, host and port only, as http://127.0.0.1:8787."
            )
        if parts.scheme not in {"http", "https"} or not _is_loopback(parts.hostname):
            raise ConfigurationError(
                f"{BASE_URL_VARIABLE} is {base_url!r}; it must be an http address on this machine,"
                " such as http://127.0.0.1:8787.",
                advice="Tokens are never sent to another host than Xero's or this machine's.",
            )
        return cls(
            host=root,
            authorize_url=f"{root}/identity/connect/authorize",
            token_url=f"{root}/connect/token",
            revocation_url=f"{root}/connect/revocation",
            issuer=root,
        )

    @classmethod
    def from_environment(cls) -> "Endpoints":
        """Return Xero's hosts, or the loopback server that `XERO_COMPONENT_BASE_URL` names."""
        base_url = os.environ.get(BASE_URL_VARIABLE, "")
        return cls.at(base_url) if base_url.strip() else cls()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:  # half an IPv6 address, or a port that is none
        return None


def _is_loopback(host: str | None) -> bool:
    if not host:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
