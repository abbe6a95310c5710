"""`POST /actions/{key}`: one route for each action, and the same steps for all of them."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from xero_component.api.client import XeroClient
from xero_component.core import Action, Effect, StepContext, look_up, validate
from xero_component.errors import InputError, OutcomeUnknownError
from xero_component.runtimes.http.access import Caller
from xero_component.runtimes.http.answers import Answer, Asked, Turn, hash_of
from xero_component.runtimes.http.once import LONGEST_KEY, checked_key, once
from xero_component.runtimes.http.parameters import ConnectionName
from xero_component.runtimes.http.performing import Job, fingerprint_of, time_left
from xero_component.runtimes.http.problems import EVERY_ADDRESS, ProblemError, answer_of
from xero_component.runtimes.http.reading import is_large
from xero_component.runtimes.http.replies import response_of
from xero_component.runtimes.http.server import Server

Route = Callable[..., Awaitable[Response]]
StepName = Annotated[str | None, Query(min_length=1, max_length=500)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        title="Idempotency-Key",
        description="The same key gives the same answer, for 24 hours and after a restart too, and"
        " nothing is posted twice. Take a new one for each new request, such as a UUID.",
        json_schema_extra={"minLength": 1, "maxLength": LONGEST_KEY},
    ),
]


class Step(BaseModel):
    """What a caller says about the step, beside its input."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True)

    connection: ConnectionName = None
    dry_run: Annotated[bool, Query(title="Dry Run")] = False
    """Show the request that would be sent, and send nothing."""
    keep_raw: Annotated[bool, Query(title="Keep Raw")] = False
    """Answer with `output`, what the action returns, and `raw`, Xero's replies as they were."""
    run_id: Annotated[StepName, Query(title="Run ID")] = None
    """With the step's id: the same pair with the same input posts nothing twice, for six minutes.
    Names are looked up once per run."""
    step_id: Annotated[StepName, Query(title="Step ID")] = None
    """The step within the run."""
    attempt: Annotated[int, Query(title="Attempt", ge=1, le=1_000_000)] = 1
    """How many times the step was started, from 1."""


def actions_router(server: Server) -> APIRouter:
    """Return the routes of every action of the server's component."""
    router = APIRouter()
    for action in server.component.actions.values():
        router.add_api_route(
            f"/actions/{action.key}",
            _route_of(server, action),
            methods=["POST"],
            operation_id=action.key,
            name=action.key,
            summary=action.title,
            description=action.description,
            response_class=Response,
        )

    @router.post("/actions/{key:path}", include_in_schema=False)
    async def no_action(key: str, _caller: Annotated[Caller, Depends(server.caller)]) -> None:
        """Tell that there is no such action, and the nearest that there is."""
        try:
            look_up(server.component, key)
        except InputError as error:
            raise not_there(error) from None

    return router


def not_there(error: InputError) -> ProblemError:
    """Return the problem of an address that names something which is not there."""
    return ProblemError(
        404,
        "address",
        "There is nothing at this address",
        error.message,
        advice=EVERY_ADDRESS,
    )


def _route_of(server: Server, action: Action[Any, Any, Any]) -> Route:
    async def route(
        request: Request,
        caller: Annotated[Caller, Depends(server.caller)],
        step: Annotated[Step, Query()],
        _idempotency_key: IdempotencyKey = None,  # described here; there may be two, wrongly
    ) -> Response:
        caller.require(action.effect)
        key = checked_key(request.headers.getlist("Idempotency-Key"))
        if (step.run_id is None) != (step.step_id is None):
            raise InputError("run_id and step_id belong together: give both, or neither.")
        chosen = await server.connection(caller, step.connection)
        raw = await server.body(request)
        check = partial(validate, action, raw)
        data = await to_thread.run_sync(check) if is_large(request) else check()
        async with server.clients.use(chosen) as client:
            asking = _Asking(server, action, client, data, step)
            if key is None or step.dry_run:
                return response_of(await asking.plainly())
            hashed = hash_of(caller.id, key)
            form = ("keep_raw",) if step.keep_raw else ()
            told = (action.key, chosen.name, step.run_id, step.step_id, raw, *form)
            fingerprint = await to_thread.run_sync(fingerprint_of, *told)
            return response_of(await asking.once(hashed, fingerprint))

    return route


class _Asking:
    """One request for an action, its input read."""

    def __init__(
        self,
        server: Server,
        action: Action[Any, Any, Any],
        client: XeroClient,
        data: Any,
        step: Step,
    ) -> None:
        self._server = server
        self._action = action
        self._client = client
        self._data = data
        self._step = step

    async def plainly(self) -> Answer:
        """Carry it out as often as it comes."""
        step = self._step
        context = StepContext(
            run_id=step.run_id,
            step_id=step.step_id,
            attempt=step.attempt,
            dry_run=step.dry_run,
            keep_raw=step.keep_raw,
        )
        return (await self._job(context, self._server.settings.action_seconds).run())[0]

    async def once(self, key_hash: str, fingerprint: str) -> Answer:
        """Carry it out once for its key; the step's names come from the key unless it has some."""
        asked = Asked(key_hash=key_hash, action=self._action.key, fingerprint=fingerprint)
        wait_seconds = self._server.settings.wait_seconds

        async def work(turn: Turn) -> tuple[Answer, bool]:
            seconds = self._server.settings.action_seconds
            doubtful = turn.doubtful and self._action.effect is not Effect.READ
            if doubtful:
                try:
                    seconds = time_left(turn, seconds, self._server.answers.now())
                except OutcomeUnknownError as error:
                    return answer_of(error), True
            context = StepContext(
                run_id=self._step.run_id or f"idempotency-key {key_hash}",
                step_id=self._step.step_id or self._action.key,
                attempt=max(turn.attempt, self._step.attempt),
                keep_raw=self._step.keep_raw,
            )
            return await self._job(context, seconds, doubtful=doubtful).run()

        return await once(self._server.answers, asked, work, wait_seconds=wait_seconds)

    def _job(self, context: StepContext, seconds: float, *, doubtful: bool = False) -> Job:
        return Job(
            action=self._action,
            client=self._client,
            data=self._data,
            context=context,
            seconds=seconds,
            doubtful=doubtful,
        )
