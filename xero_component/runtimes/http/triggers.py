"""`POST /triggers/{key}/poll` and `/latest`: polling triggers, whose state the caller keeps."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from xero_component.core import PollingTrigger, State, latest, look_up_polling, poll
from xero_component.core.inputs import FormModel, read_input
from xero_component.errors import InputError
from xero_component.runtimes.http.access import Caller
from xero_component.runtimes.http.actions import not_there
from xero_component.runtimes.http.parameters import ConnectionName
from xero_component.runtimes.http.replies import json_answer
from xero_component.runtimes.http.server import Server

Route = Callable[..., Awaitable[Response]]


class Watching(FormModel):
    """What to look at."""

    input: Mapping[str, Any]
    """The trigger's input."""


class Polling(Watching):
    """What to look at, and where the last look ended."""

    state: Mapping[str, Any] | None = None
    """What the last poll returned as `state`; null or left out, the trigger is switched on: it
    takes note of what is there."""


def triggers_router(server: Server) -> APIRouter:
    """Return two routes for every polling trigger of the server's component."""
    router = APIRouter(tags=["triggers"])
    for trigger in server.component.triggers.values():
        if isinstance(trigger, PollingTrigger):
            _add(router, trigger, "poll", _polling(server, trigger), trigger.description)
            text = "Return payloads made of what is there now, to build and test a flow with."
            _add(router, trigger, "latest", _latest(server, trigger), text)

    @router.post("/triggers/{key:path}", include_in_schema=False)
    async def no_trigger(key: str, _caller: Annotated[Caller, Depends(server.caller)]) -> None:
        """Tell that there is no such trigger, and the nearest that there is."""
        try:
            look_up_polling(server.component, key.partition("/")[0])
        except InputError as error:
            raise not_there(error) from None
        raise not_there(InputError("A trigger has the addresses poll and latest."))

    return router


def _add(
    router: APIRouter, trigger: PollingTrigger[Any, Any, Any], what: str, route: Route, text: str
) -> None:
    router.add_api_route(
        f"/triggers/{trigger.key}/{what}",
        route,
        methods=["POST"],
        operation_id=f"{what}_{trigger.key}",
        name=f"{what}_{trigger.key}",
        summary=trigger.title if what == "poll" else f"{trigger.title}: Latest",
        description=text,
        response_class=Response,
    )


def _polling(server: Server, trigger: PollingTrigger[Any, Any, Any]) -> Route:
    async def route(
        request: Request,
        caller: Annotated[Caller, Depends(server.caller)],
        connection: ConnectionName = None,
    ) -> Response:
        async with server.reading(caller, connection) as client:
            asked = read_input(Polling, await server.body(request), subject=trigger.title)
            state: State | None = asked.state
            found = await poll(server.component, trigger.key, asked.input, client, state)
            return json_answer(found)

    return route


def _latest(server: Server, trigger: PollingTrigger[Any, Any, Any]) -> Route:
    async def route(
        request: Request,
        caller: Annotated[Caller, Depends(server.caller)],
        connection: ConnectionName = None,
    ) -> Response:
        async with server.reading(caller, connection) as client:
            asked = read_input(Watching, await server.body(request), subject=trigger.title)
            events = await latest(server.component, trigger.key, asked.input, client)
            return json_answer({"events": events})

    return route
