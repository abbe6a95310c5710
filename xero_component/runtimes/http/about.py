"""What the server says of itself: manifest, OpenAPI document, health, readiness, metrics."""

import logging
from functools import cache
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from xero_component.api.wire import encode_json
from xero_component.core import Effect
from xero_component.core.manifest import manifest_json
from xero_component.errors import Group, XeroComponentError
from xero_component.runtimes.http.access import Caller
from xero_component.runtimes.http.answers import Answer
from xero_component.runtimes.http.metrics import CONTENT_TYPE
from xero_component.runtimes.http.problems import ProblemError
from xero_component.runtimes.http.replies import json_answer, response_of
from xero_component.runtimes.http.server import Server

log = logging.getLogger("xero_component.http")


class Health(BaseModel):
    """The server is alive."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """The server can work: its store is there, and the key fits."""

    ready: bool


def about_router(server: Server) -> APIRouter:
    """Return the routes that tell about the server; all but the metrics are for everybody."""
    router = APIRouter(tags=["server"])

    @cache
    def written_manifest() -> bytes:
        return manifest_json(server.component).encode()

    @router.get("/health", operation_id="health", summary="Health", response_model=Health)
    async def health() -> Response:
        """Tell that the server is alive."""
        return json_answer({"status": "ok"})

    @router.get("/ready", operation_id="ready", summary="Readiness", response_model=Readiness)
    async def ready() -> Response:
        """Tell whether the store can be reached and the key for it is right."""
        try:
            await to_thread.run_sync(server.check)
        except XeroComponentError as error:
            log.warning("the server is not ready: %s", error.message)
            raise ProblemError(
                503,
                "not-ready",
                "The server cannot work",
                f"The store cannot be used ({type(error).__name__}).",
                group=Group.CONFIGURE,
                advice="The server's log says why, and so does `xero-component connections`.",
            ) from None
        return json_answer({"ready": True})

    @router.get(
        "/manifest", operation_id="manifest", summary="Manifest", response_model=dict[str, Any]
    )
    async def manifest() -> Response:
        """Return all that a flow builder must know to draw and run the component."""
        return response_of(Answer(200, await to_thread.run_sync(written_manifest)))

    @router.get(
        "/metrics",
        operation_id="metrics",
        summary="Metrics",
        response_class=PlainTextResponse,
    )
    async def metrics(caller: Annotated[Caller, Depends(server.caller)]) -> Response:
        """Return what a Prometheus reads: calls, budgets and usage of every organisation."""
        caller.require(Effect.READ, everything=True)
        text = await to_thread.run_sync(server.metrics.render)
        return Response(text, media_type=CONTENT_TYPE)

    return router


def document_router(app: FastAPI) -> APIRouter:
    """Return the route of an application's OpenAPI document."""
    router = APIRouter()

    @cache
    def written() -> bytes:
        return encode_json(app.openapi())

    @router.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        """Return the OpenAPI document."""
        return response_of(Answer(200, await to_thread.run_sync(written)))

    return router
