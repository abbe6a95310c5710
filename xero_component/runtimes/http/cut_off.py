"""What a caller is told whose request had not ended when the server's time to stop was over."""

import asyncio
import logging

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xero_component.core import Component, Effect
from xero_component.errors import Group
from xero_component.runtimes.http.problems import ProblemError, answer_of
from xero_component.runtimes.http.replies import response_of

_READING = ("GET", "HEAD")

log = logging.getLogger("xero_component.http")


class CutOff:
    """Answers for the requests that a server cancels when `shutdown_seconds` are over.

    Nothing else cancels a request. Without an answer of ours a write would end in a 500, which what
    sits between a flow and this server repeats by itself.
    """

    def __init__(self, app: ASGIApp, component: Component) -> None:
        self._app = app
        self._component = component

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; when it is cancelled before its answer has begun, answer."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:
            if scope["type"] != "http" or begun:
                raise
            log.warning("the server was stopped before a request had ended")
            await response_of(answer_of(self._problem(scope)))(scope, receive, send)

    def _problem(self, scope: Scope) -> ProblemError:
        if self._only_reads(scope):
            return ProblemError(
                503,
                "unavailable",
                "Not available at the moment",
                "The server was stopped before it had read everything.",
                group=Group.WAIT,
                advice="Send the request again.",
            )
        advice = "Look whether it was carried out before you send it again."
        if "idempotency-key" in Headers(scope=scope):
            advice = (
                "Send it again within five minutes with the same Idempotency-Key: nothing is posted"
                " twice."
            )
        return ProblemError(
            409,
            "outcome-unknown",
            "Nobody knows whether it was saved",
            "The server was stopped while it carried this request out.",
            group=Group.OUTCOME_UNKNOWN,
            advice=advice,
        )

    def _only_reads(self, scope: Scope) -> bool:
        path = str(scope["path"])
        if scope["method"] in _READING or path.startswith("/triggers/"):
            return True
        action = self._component.actions.get(path.removeprefix("/actions/"))
        return action is not None and action.effect is Effect.READ
