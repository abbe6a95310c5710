"""Who calls, and what that caller may do."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from xero_component.connections import Connection, ConnectionStore
from xero_component.core import Effect
from xero_component.core.inputs import shortened
from xero_component.errors import ConfigurationError, Group, UnavailableError
from xero_component.runtimes.http.api_keys import ApiKey, ApiKeys
from xero_component.runtimes.http.problems import ProblemError

KEY_HEADER = "X-API-Key"
CONNECT_FIRST = (
    "Connect to Xero first: over the web at /connect/APP, or by `xero-component connect NAME`."
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="xero-component"'}

log = logging.getLogger("xero_component.http")

_bearer = HTTPBearer(
    scheme_name="bearerKey",
    bearerFormat="xck_…",
    description="An API key, made with `xero-component api-keys create`.",
    auto_error=False,
)
_header = APIKeyHeader(
    name=KEY_HEADER,
    scheme_name="headerKey",
    description="The same API key, for callers that set no Authorization header.",
    auto_error=False,
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the holder of a key, or without one, anybody on this machine."""

    key: ApiKey | None = None

    @property
    def id(self) -> str:
        """What tells callers apart."""
        return "" if self.key is None else self.key.id

    def sees(self, connection: str) -> bool:
        """Tell whether the caller may use a connection."""
        names = None if self.key is None else self.key.connections
        return names is None or connection in names

    def require(self, effect: Effect, *, everything: bool = False) -> None:
        """Raise a 403 unless the caller may do this, with `everything` on all connections."""
        if self.key is None:
            return
        if effect not in self.key.effects:
            raise _forbidden(f"The API key {self.key.name!r} is not for {effect} calls.")
        if everything and self.key.connections is not None:
            raise _forbidden(f"The API key {self.key.name!r} is for some connections only.")


CallerOf = Callable[..., Awaitable[Caller]]


def caller_of(keys: ApiKeys, *, required: bool) -> CallerOf:
    """Return the dependency that finds out who calls; a wrong key is refused in any case."""

    async def caller(
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
        header: Annotated[str | None, Security(_header)],
    ) -> Caller:
        given = header if bearer is None else bearer.credentials
        if given is None:
            if required:
                raise _unauthorised("An API key is needed.", CHALLENGE)
            return Caller()
        found = await to_thread.run_sync(_found, keys, given)
        if found is None:
            wrong = {"WWW-Authenticate": f'{CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'}
            raise _unauthorised("The API key is unknown, revoked or expired.", wrong)
        return Caller(found)

    return caller


def _found(keys: ApiKeys, given: str) -> ApiKey | None:
    """Find a key; who has none that is known is not told where the database is."""
    try:
        return keys.find(given)
    except UnavailableError as error:
        log.warning("API keys cannot be checked: %s", error.message)
        raise UnavailableError("The API key cannot be checked now.", advice="Try again.") from None


def choose_connection(store: ConnectionStore, caller: Caller, name: str | None) -> Connection:
    """Return the connection named, or the only one that the caller may use.

    Raises `ProblemError`. It may block for the length of a read.
    """
    wanted = (name or "").strip()
    if wanted and not caller.sees(wanted):
        raise _forbidden(f"The API key is not for the connection {shortened(wanted)!r}.")
    if wanted:
        try:
            return store.get(wanted)
        except ConfigurationError:
            known = _seen(store, caller)
            if wanted in known:
                raise
            raise unknown_connection(wanted, known) from None
    known = _seen(store, caller)
    if len(known) == 1:
        return store.get(known[0])
    if not known:
        raise unknown_connection("", known)
    raise ProblemError(
        422,
        "parameters",
        "The parameters are not right",
        f"There are {len(known)} connections.",
        advice=f"Choose one with `connection`: {', '.join(known)}.",
        more={"fields": [{"field": "connection", "message": "is required"}]},
    )


def unknown_connection(name: str, known: Iterable[str]) -> ProblemError:
    """Return the problem of a connection that is not there."""
    listed = ", ".join(known)
    what = f"There is no connection {shortened(name)!r}." if name else "There is no connection yet."
    return ProblemError(
        404,
        "no-connection",
        "There is no such connection",
        what,
        group=Group.CONFIGURE,
        advice=f"There are: {listed}." if listed else CONNECT_FIRST,
    )


def _seen(store: ConnectionStore, caller: Caller) -> list[str]:
    return [one.name for one in store.list() if caller.sees(one.name)]


def _unauthorised(detail: str, headers: dict[str, str]) -> ProblemError:
    return ProblemError(
        401,
        "api-key",
        "The API key is missing or wrong",
        detail,
        group=Group.CONFIGURE,
        advice="Send one as `Authorization: Bearer xck_…` or in `X-API-Key`.",
        headers=headers,
    )


def _forbidden(detail: str) -> ProblemError:
    return ProblemError(
        403,
        "not-allowed",
        "The API key does not allow this",
        detail,
        group=Group.CONFIGURE,
        advice="Use a key with a wider scope: `xero-component api-keys create --help`.",
    )
