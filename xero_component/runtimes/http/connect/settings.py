"""What connecting over the web needs to know: apps, the server's own address, where people return.

https://developer.xero.com/documentation/guides/oauth2/auth-flow
"""

import re
from collections.abc import Mapping
from typing import Annotated, Self
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from xero_component.connections import OAuth2Input

IDENTITY_SCOPES = ("openid", "profile", "email")
"""With these Xero says who consented; they are asked for besides those of the app."""

AppKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS = re.compile(r"[!#-;=?-\[\]_a-z~]{1,2000}")
"""What an address is made of; no blank, backslash, quote or angle bracket."""
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")


class ConnectApp(OAuth2Input):
    """An app of yours in the Xero Developer portal, and the scopes that people are asked for."""

    @model_validator(mode="after")
    def _is_for_many(self) -> Self:
        if self.tenant_name is not None or not self.use_pkce:
            raise ValueError("tenant_name and use_pkce cannot be set for connecting over the web")
        return self

    @property
    def asked(self) -> OAuth2Input:
        """The form of a consent: with the scopes that say who the user is."""
        scopes = dict.fromkeys((*IDENTITY_SCOPES, *self.scopes.split()))
        return self.model_copy(update={"scopes": " ".join(scopes)})


def _is_safe(parts: SplitResult) -> bool:
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    named = _HOST.fullmatch(parts.hostname or "") is not None and "@" not in parts.netloc
    return named and (parts.scheme == "https" or local)


def _public_url(text: str) -> str:
    parts = _split(text)
    if parts is None or not _is_safe(parts) or parts.query or parts.fragment:
        raise ValueError("must be an https address (http for localhost alone), without a query")
    return text.rstrip("/")


def _origin(text: str) -> str:
    parts = _split(text)
    if parts is None or not _is_safe(parts) or parts.path.strip("/") or parts.query:
        raise ValueError("must be scheme and host, as https://builder.example")
    return origin_of(parts)


def origin_of(parts: SplitResult) -> str:
    """Return scheme, host and port of an address as browsers compare them."""
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


PublicUrl = Annotated[str, AfterValidator(_public_url)]
Origin = Annotated[str, AfterValidator(_origin)]


class ConnectSettings(BaseModel):
    """How people connect over the web."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    apps: Mapping[AppKey, ConnectApp]
    """The apps, by the name that they have in addresses."""
    public_url: PublicUrl
    """Address at which browsers reach the server; Xero has to know PUBLIC_URL/connect/APP/callback
    as a redirect URI of the app."""
    return_origins: tuple[Origin, ...] = ()
    """Origins that a person may be sent back to afterwards."""
    needs_link: bool = True
    """Whether only a one-time link starts a consent; the server says no when on loopback alone."""

    @model_validator(mode="after")
    def _only_this_machine_without_links(self) -> Self:
        if not self.needs_link and urlsplit(self.public_url).hostname not in _LOOPBACK:
            raise ValueError("a server with a public address needs links (and API keys)")
        return self

    @property
    def origin(self) -> str:
        """Where the server's pages are, as browsers compare it."""
        return origin_of(urlsplit(self.public_url))

    @property
    def host(self) -> str:
        """What browsers send as Host."""
        return self.origin.partition("://")[2]

    @property
    def secure(self) -> bool:
        """Whether browsers come by https."""
        return self.public_url.startswith("https:")

    def path(self, app: str, rest: str = "") -> str:
        """Return the path of one of an app's pages, below what the address may have before it."""
        return f"{urlsplit(self.public_url).path}/connect/{app}{rest}"

    def address(self, app: str, rest: str = "") -> str:
        """Return the whole address of one of an app's pages."""
        return f"{self.public_url}/connect/{app}{rest}"

    def may_return_to(self, address: str) -> bool:
        """Tell whether an address is at one of the origins that people may be sent to."""
        parts = _split(address)
        return parts is not None and _is_safe(parts) and origin_of(parts) in self.return_origins


def with_query(address: str, *pairs: tuple[str, str]) -> str:
    """Return an address with parameters added to those that it has."""
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *pairs])
    return parts._replace(query=query).geturl()


def _split(address: str) -> SplitResult | None:
    if not _ADDRESS.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else None
    except ValueError:
        return None
