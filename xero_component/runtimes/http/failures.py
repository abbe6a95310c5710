"""The last stop of everything that is raised: each becomes a problem document."""

import logging
import traceback
from http import HTTPStatus
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xero_component.errors import XeroComponentError
from xero_component.runtimes.http.answers import Answer
from xero_component.runtimes.http.problems import (
    ProblemError,
    answer_of,
    plain_http_problem,
    unexpected,
    wrong_parameters,
)
from xero_component.runtimes.http.replies import response_of

_METHODS = ("GET", "PUT", "POST", "DELETE")

log = logging.getLogger("xero_component.http")


def add_handlers(app: FastAPI) -> None:
    """Have an application answer whatever goes wrong with a problem document."""

    @app.exception_handler(XeroComponentError)
    async def component(_request: Request, error: XeroComponentError) -> Response:
        return response_of(answer_of(error))

    @app.exception_handler(ProblemError)
    async def problem(_request: Request, error: ProblemError) -> Response:
        return response_of(answer_of(error))

    @app.exception_handler(RequestValidationError)
    async def parameters(_request: Request, error: RequestValidationError) -> Response:
        return response_of(answer_of(wrong_parameters(error.errors())))

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods_at(app, request))
        return response_of(plain_http_problem(error.status_code, error.detail, headers))


def _methods_at(app: FastAPI, request: Request) -> list[str]:
    """Return the methods of an address; the web framework knows those of its first route alone."""
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in app.routes
        )
    ]


class LastResort:
    """Answers for what nothing else has caught; the web framework would log its text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where that fails before an answer has begun, answer."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            answer = answer_to_unexpected(error)
            if scope["type"] != "http":
                raise
            if not begun:
                await response_of(answer)(scope, receive, send)


def answer_to_unexpected(error: Exception) -> Answer:
    """Log an error that nobody foresaw, and return what the caller is told of it.

    The log names its kind and place. Its text could hold anything, so it stays out.
    """
    instance = uuid4().urn
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: unexpected %s\n%s", instance, type(error).__name__, frames.rstrip())
    return unexpected(instance)
