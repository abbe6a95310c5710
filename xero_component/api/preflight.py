"""What is known before a call is sent: that the token's scopes do not allow it.

https://developer.xero.com/documentation/guides/oauth2/scopes
"""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from xero_component.api.authorisation import Authorisation
from xero_component.api.wire import Call
from xero_component.catalogue.scopes import missing, opening
from xero_component.errors import ScopeError


@runtime_checkable
class Rereadable(Protocol):
    """An authorisation whose scopes may have been changed elsewhere, such as in a store."""

    async def reread(self) -> None:
        """Look again; sends nothing to Xero."""
        ...


async def require_scopes(call: Call, authorisation: Authorisation) -> None:
    """Raise `ScopeError` for a call that the token cannot make; pass where that is not known.

    Renewing a token adds no scope, so nothing is sent. But somebody may have connected again
    meanwhile, so what is stored is read once more before the call is refused.
    """
    if not lacking(call, authorisation.scopes):
        return
    if isinstance(authorisation, Rereadable):
        await authorisation.reread()
    names = lacking(call, authorisation.scopes)
    if names:
        raise ScopeError(
            f"{call.label} was not sent: the connection lacks {' '.join(names)}.", missing=names
        )


def lacking(call: Call, granted: Iterable[str] | None) -> tuple[str, ...]:
    """Return the scopes that a call needs and the token has not got; none where it is not known.

    Xero opens some endpoints to more than one scope. Holding another one than the call names is
    enough.
    """
    if granted is None:
        return ()
    held = frozenset(granted)
    ways = opening(call.api, call.path, writes=call.writes)
    if any(not missing([way], held) for way in ways):
        return ()
    return missing(named_scopes(call), held)


def named_scopes(call: Call) -> tuple[str, ...]:
    """Return the scopes to ask for: those that the call names, else the first that opens it."""
    if call.scopes:
        return tuple(sorted(call.scopes))
    return opening(call.api, call.path, writes=call.writes)[:1]
