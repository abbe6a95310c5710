"""`GET /data-sources/{key}`: what a form offers for an input."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from xero_component.core import ChoiceQuery, Choices, DataSource
from xero_component.core.inputs import read_input, shortened
from xero_component.errors import InputError
from xero_component.runtimes.http.access import Caller
from xero_component.runtimes.http.actions import not_there
from xero_component.runtimes.http.parameters import ConnectionName
from xero_component.runtimes.http.replies import json_answer
from xero_component.runtimes.http.server import Server

Text = Annotated[str, Query(max_length=500)]


class Asked(BaseModel):
    """What the person has typed, and which part of the list to return."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True)

    connection: ConnectionName = None
    search: Annotated[Text, Query(title="Search")] = ""
    """Text to look for; empty offers the first choices."""
    page: Annotated[int, Query(title="Page", ge=1, le=1_000_000)] = 1
    """Which page of choices, from 1."""
    page_size: Annotated[int, Query(title="Page Size", ge=1, le=100)] = 50
    """How many choices a page holds."""
    parent: Annotated[Text, Query(title="Parent")] = ""
    """What was chosen in the data source that this one depends on; empty offers all."""


def data_sources_router(server: Server) -> APIRouter:
    """Return the routes of every data source of the server's component."""
    router = APIRouter(tags=["data sources"])
    for source in server.component.data_sources.values():
        router.add_api_route(
            f"/data-sources/{source.key}",
            _route_of(server, source),
            methods=["GET"],
            operation_id=f"data_source_{source.key}",
            name=f"data_source_{source.key}",
            summary=source.title,
            description=source.description,
            response_model=Choices,
        )

    @router.get("/data-sources/{key:path}", include_in_schema=False)
    async def no_data_source(key: str, _caller: Annotated[Caller, Depends(server.caller)]) -> None:
        """Tell that there is no such data source."""
        raise not_there(InputError(f"There is no data source {shortened(key)!r}."))

    return router


def _route_of(server: Server, source: DataSource[Any]) -> Callable[..., Awaitable[Response]]:
    async def route(
        caller: Annotated[Caller, Depends(server.caller)], asked: Annotated[Asked, Query()]
    ) -> Response:
        raw = asked.model_dump(exclude={"connection"})
        query = read_input(ChoiceQuery, raw, subject=source.title)
        async with server.reading(caller, asked.connection) as client:
            return json_answer(await source(client, query))

    return route
