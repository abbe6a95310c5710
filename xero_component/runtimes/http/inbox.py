"""`/inbox`: the events that Xero's webhook has brought: look, replay, subscribe, pull, acknowledge.

The events of every organisation are in one inbox, so that a key for some connections cannot use it.
"""

from functools import partial
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from xero_component.core import Effect
from xero_component.core.inputs import FormModel, read_input, shortened
from xero_component.errors import InputError
from xero_component.runtimes.http.access import Caller
from xero_component.runtimes.http.actions import not_there
from xero_component.runtimes.http.inbox_records import (
    Count,
    Done,
    Events,
    Gaps,
    InboxEvent,
    PulledEvents,
    Subscriptions,
    event_record,
    gap_record,
    subscription_record,
)
from xero_component.runtimes.http.problems import ProblemError
from xero_component.runtimes.http.replies import json_answer
from xero_component.runtimes.http.server import Server
from xero_component.triggers import Search

LARGEST_ID = 2**63 - 1
EventId = Annotated[int, InPath(ge=1, le=LARGEST_ID, description="Number of the event.")]
SubscriptionName = Annotated[str, InPath(description="Name of the subscription.", max_length=200)]
Pulled = Annotated[str, Field(pattern=r"^[0-9]{1,18}-[0-9]{1,9}-[0-9A-Za-z]{1,64}$")]
SubscriptionText = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Names = Annotated[list[str], Field(min_length=1, max_length=1000)]


class Wanted(BaseModel):
    """Which events to show; what is left out does not matter."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True)

    subscription: str | None = None
    """Only those of this subscription."""
    state: Literal["pending", "done", "parked"] | None = None
    """Only those in this state."""
    organisation: str | None = None
    """Tenant id of the organisation."""
    category: str | None = None
    """Category, such as INVOICE."""
    after_id: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None
    """Only those that were stored later than this one."""
    limit: Annotated[int, Query(ge=1, le=1000)] = 50
    """The newest so many, or with `after_id` the next ones."""


class Replaying(FormModel):
    """For whom an event is handed out again."""

    subscription: SubscriptionText | None = None
    """Only for this subscription, even if it had not asked for the event."""


class Subscribing(FormModel):
    """Which events a subscription gets; a filter that is left out lets everything through."""

    organisations: Names | None = None
    """Tenant ids of the organisations."""
    categories: Names | None = None
    """Event categories, such as INVOICE or CONTACT."""
    event_types: Names | None = None
    """Event types, such as CREATE or UPDATE."""


class Pulling(FormModel):
    """How many events to hand out, and for how long."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 10
    """How many events at most."""
    lease: Annotated[float, Field(gt=0, le=43_200)] = 60.0
    """Seconds in which to acknowledge or reject them; after that they are handed out again."""


class Acknowledging(FormModel):
    """Which pulled events were handled."""

    ids: Annotated[list[Pulled], Field(max_length=1000)]
    """The ids under which they were pulled."""


class Rejecting(FormModel):
    """Which pulled event could not be handled."""

    id: Pulled
    """The id under which it was pulled."""
    reason: str = ""
    """Why, for whoever looks into the inbox."""


def inbox_router(server: Server) -> APIRouter:
    """Return the routes of the inbox."""
    router = APIRouter(prefix="/inbox", tags=["inbox"])
    _add_looking(router, server)
    _add_replaying(router, server)
    _add_subscribing(router, server)
    _add_pulling(router, server)
    return router


def _add_looking(router: APIRouter, server: Server) -> None:
    known = Depends(server.caller)

    @router.get(
        "/events", operation_id="list_inbox_events", summary="List Events", response_model=Events
    )
    async def events(
        caller: Annotated[Caller, known], wanted: Annotated[Wanted, Query()]
    ) -> Response:
        """List the events in the inbox, oldest first, with how far each subscription is."""
        caller.require(Effect.READ, everything=True)
        found = await server.inbox.events(Search(**wanted.model_dump()))
        return json_answer({"events": [event_record(one) for one in found]})

    @router.get(
        "/events/{event_id}",
        operation_id="get_inbox_event",
        summary="Show Event",
        response_model=InboxEvent,
    )
    async def event(event_id: EventId, caller: Annotated[Caller, known]) -> Response:
        """Show one event, and why its handlers failed."""
        caller.require(Effect.READ, everything=True)
        try:
            found = await server.inbox.event(event_id)
        except InputError as error:
            raise not_there(error) from None
        return json_answer(event_record(found))

    @router.get("/gaps", operation_id="list_inbox_gaps", summary="List Gaps", response_model=Gaps)
    async def gaps(
        caller: Annotated[Caller, known],
        closed: Annotated[bool, Query(description="Also those that are closed.")] = False,
    ) -> Response:
        """List the sequence numbers that no delivery has brought."""
        caller.require(Effect.READ, everything=True)
        found = await server.inbox.gaps(open_only=not closed)
        return json_answer({"gaps": [gap_record(one) for one in found]})


def _add_replaying(router: APIRouter, server: Server) -> None:
    known = Depends(server.caller)

    @router.post(
        "/events/{event_id}/replay",
        operation_id="replay_inbox_event",
        summary="Replay Event",
        response_model=Count,
        openapi_extra=_body(Replaying),
    )
    async def replay(
        event_id: EventId, request: Request, caller: Annotated[Caller, known]
    ) -> Response:
        """Hand an event out again."""
        caller.require(Effect.WRITE, everything=True)
        asked = read_input(Replaying, await server.body(request), subject="Replay Event")
        count = await server.inbox.replay(event_id, subscription=asked.subscription)
        return json_answer({"count": count})

    @router.post(
        "/replay-parked",
        operation_id="replay_parked_inbox_events",
        summary="Replay What Is Parked",
        response_model=Count,
        openapi_extra=_body(Replaying),
    )
    async def replay_parked(request: Request, caller: Annotated[Caller, known]) -> Response:
        """Hand out again all that was given up."""
        caller.require(Effect.WRITE, everything=True)
        asked = read_input(Replaying, await server.body(request), subject="Replay What Is Parked")
        count = await server.inbox.replay(subscription=asked.subscription)
        return json_answer({"count": count})


def _add_subscribing(router: APIRouter, server: Server) -> None:
    known = Depends(server.caller)

    @router.get(
        "/subscriptions",
        operation_id="list_inbox_subscriptions",
        summary="List Subscriptions",
        response_model=Subscriptions,
    )
    async def subscriptions(caller: Annotated[Caller, known]) -> Response:
        """List the names under which events are kept."""
        caller.require(Effect.READ, everything=True)
        found = await server.inbox.subscriptions()
        return json_answer({"subscriptions": [subscription_record(one) for one in found]})

    @router.put(
        "/subscriptions/{name}",
        operation_id="subscribe_to_inbox",
        summary="Subscribe",
        response_model=Done,
        openapi_extra=_body(Subscribing),
    )
    async def subscribe(
        name: SubscriptionName, request: Request, caller: Annotated[Caller, known]
    ) -> Response:
        """Keep events under a name from now on, until they are pulled and acknowledged."""
        caller.require(Effect.WRITE, everything=True)
        asked = read_input(Subscribing, await server.body(request), subject="Subscribe")
        await _require_pulled(server, name)
        await to_thread.run_sync(partial(server.inbox.subscribe, name, **asked.model_dump()))
        return json_answer({"done": True})

    @router.delete(
        "/subscriptions/{name}",
        operation_id="unsubscribe_from_inbox",
        summary="Unsubscribe",
        response_model=Done,
    )
    async def unsubscribe(name: SubscriptionName, caller: Annotated[Caller, known]) -> Response:
        """Forget a subscription, and the events that wait for it."""
        caller.require(Effect.DESTRUCTIVE, everything=True)
        return json_answer({"done": await server.inbox.unsubscribe(name)})


def _add_pulling(router: APIRouter, server: Server) -> None:
    known = Depends(server.caller)

    @router.post(
        "/subscriptions/{name}/pull",
        operation_id="pull_from_inbox",
        summary="Pull Events",
        response_model=PulledEvents,
        openapi_extra=_body(Pulling),
    )
    async def pull(
        name: SubscriptionName, request: Request, caller: Annotated[Caller, known]
    ) -> Response:
        """Hand out the next events of a subscription, at most one of each record."""
        caller.require(Effect.WRITE, everything=True)
        asked = read_input(Pulling, await server.body(request), subject="Pull Events")
        await _require_pulled(server, name, must_exist=True)
        found = await server.inbox.pull(name, asked.limit, lease=asked.lease)
        return json_answer({"events": found})

    @router.post(
        "/acknowledge",
        operation_id="acknowledge_inbox_events",
        summary="Acknowledge Events",
        response_model=Count,
        openapi_extra=_body(Acknowledging),
    )
    async def acknowledge(request: Request, caller: Annotated[Caller, known]) -> Response:
        """Mark pulled events as handled; counts those whose lease had not ended."""
        caller.require(Effect.WRITE, everything=True)
        asked = read_input(Acknowledging, await server.body(request), subject="Acknowledge Events")
        return json_answer({"count": await server.inbox.acknowledge(asked.ids)})

    @router.post(
        "/reject",
        operation_id="reject_inbox_event",
        summary="Reject Event",
        response_model=Done,
        openapi_extra=_body(Rejecting),
    )
    async def reject(request: Request, caller: Annotated[Caller, known]) -> Response:
        """Have a pulled event tried again later, or parked after enough attempts."""
        caller.require(Effect.WRITE, everything=True)
        asked = read_input(Rejecting, await server.body(request), subject="Reject Event")
        return json_answer({"done": await server.inbox.reject(asked.id, asked.reason)})


async def _require_pulled(server: Server, name: str, *, must_exist: bool = False) -> None:
    """Raise `ProblemError` for a name whose events are handed to a program already."""
    kinds = {one.name: one.kind for one in await server.inbox.subscriptions()}
    kind = kinds.get(name.strip())
    if kind is None and must_exist:
        raise not_there(InputError(f"There is no subscription {shortened(name)!r}."))
    if kind not in {None, "pull"}:
        raise ProblemError(
            409,
            "subscription-taken",
            "The subscription has a handler",
            f"The events of {shortened(name)!r} are handed to a program that handles them.",
            advice="Take another name.",
        )


def _body(model: type[FormModel]) -> dict[str, Any]:
    """Describe a body that the route reads itself."""
    schema = model.model_json_schema()
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": bool(schema.get("required")), "content": content}}
