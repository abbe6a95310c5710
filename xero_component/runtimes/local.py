"""Running actions and polling triggers in this process, from code that is not async."""

from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from xero_component.api.authorisation import Authorisation
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limiter
from xero_component.connections import ConnectionStore, TokenStore, open_connection
from xero_component.core import (
    Component,
    Outcome,
    Polled,
    Priority,
    State,
    StepContext,
    invoke_sync,
    poll,
)
from xero_component.core.invoke import blocking_portal


class LocalRuntime:
    """Runs actions one after another on a connection; use it in a `with` block, or `close` it.

    The connection is the name of a stored one (in `store`, else the user's own), or anything that
    authorises calls. Raises `ConfigurationError` when there is no connection of that name.
    """

    def __init__(
        self,
        connection: str | Authorisation,
        *,
        store: ConnectionStore | None = None,
        endpoints: Endpoints | None = None,
        limits: Limiter | None = None,
        component: Component | None = None,
    ) -> None:
        with ExitStack() as opened:
            if isinstance(connection, str):
                store = store or opened.enter_context(TokenStore())
                connection = open_connection(connection, store, endpoints=endpoints)
            self._client = XeroClient(connection, endpoints=endpoints, limits=limits)
            opened.callback(blocking_portal().call, self._client.aclose)
            self._component = component
            self._opened = opened.pop_all()

    def run(
        self,
        action: str,
        inputs: Mapping[str, Any] | None = None,
        *,
        run_id: str | None = None,
        step_id: str | None = None,
        dry_run: bool = False,
        keep_raw: bool = False,
        priority: Priority = Priority.INTERACTIVE,
    ) -> Outcome[Any]:
        """Run one action and wait for its outcome; raises the errors of `xero_component.errors`.

        The same `run_id` and `step_id` with the same inputs post nothing twice.
        """
        context = StepContext(
            run_id=run_id, step_id=step_id, dry_run=dry_run, keep_raw=keep_raw, priority=priority
        )
        return invoke_sync(self._known(), action, inputs or {}, self._client, context)

    def poll(
        self,
        trigger: str,
        inputs: Mapping[str, Any] | None = None,
        state: State | None = None,
    ) -> Polled[Any]:
        """Look once for what happened since the state was made; raises what `run` raises.

        Without a state the trigger is switched on. Store the new state and the events together.
        """
        return blocking_portal().call(
            poll, self._known(), trigger, inputs or {}, self._client, state
        )

    def close(self) -> None:
        """Close the client, and the store if it was opened here."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _known(self) -> Component:
        if self._component is None:
            from xero_component.component import component

            self._component = component
        return self._component
