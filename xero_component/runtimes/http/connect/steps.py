"""The steps of a consent, kept in the store so that any process may serve the next one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_urlsafe
from typing import Literal, TypeVar

import msgspec
from anyio import to_thread

from xero_component.connections import Grant, Tenant, TokenStore
from xero_component.runtimes.http.connect import refusals

LIFE = timedelta(minutes=10)
Purpose = Literal["connect", "disconnect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Leave to connect or disconnect, once."""

    purpose: Purpose = "connect"
    connection: str | None = None
    """The connection that is meant; without one, organisations get connections of their own."""
    return_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Xero's page was asked, and has not answered."""

    invitation: Invitation
    redirect_uri: str
    code_verifier: str = field(repr=False)
    nonce: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """Xero has answered, and the person has to choose among the organisations."""

    invitation: Invitation
    grant: Grant
    tenants: tuple[Tenant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """One organisation that was connected."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """It is done; kept so that the page can be read again."""

    invitation: Invitation
    connected: tuple[Connected, ...]
    user: str = field(repr=False)
    notes: tuple[str, ...] = ()


Step = Invitation | Asked | Choosing | Finished
StepT = TypeVar("StepT", Invitation, Asked, Choosing, Finished)


class Steps:
    """Keeps steps, and hands each out only for its app and to its browser."""

    def __init__(self, store: TokenStore) -> None:
        self._kept = store.consent_steps

    async def add(
        self, step: Step, app: str, *, browser: str | None, token: str | None = None
    ) -> str:
        """Keep a step for a browser's secret (None: for anyone) and return its token."""
        token = token or token_urlsafe(32)
        kind, details = type(step).__name__, msgspec.json.encode(step).decode()

        def keep() -> None:
            self._kept.add(token, kind, app, details, life=LIFE, browser=browser)

        await to_thread.run_sync(keep)
        return token

    async def find(self, kind: type[StepT], token: str, app: str, browser: str | None) -> StepT:
        """Return a step that stays; raise `RefusedError` when it is not this browser's to take."""
        found = await to_thread.run_sync(self._kept.find, token, kind.__name__)
        if found is None:
            raise refusals.ended()
        if not found.is_for(browser):
            raise refusals.other_browser()
        if found.app != app:
            raise refusals.other_app()
        return _read(found.details, kind)

    async def take(self, kind: type[StepT], token: str, app: str, browser: str | None) -> StepT:
        """Return a step and remove it; of several who try, one gets it. Raises as `find` does."""
        await self.find(kind, token, app, browser)
        taken = await to_thread.run_sync(self._kept.take, token, kind.__name__)
        if taken is None:
            raise refusals.ended()
        return _read(taken.details, kind)


def _read(details: str, kind: Callable[..., StepT]) -> StepT:
    step: StepT = msgspec.json.decode(details, type=kind)
    return step
