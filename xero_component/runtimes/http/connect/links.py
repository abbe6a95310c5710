"""`POST /connect/{app}/links`: leave for a person, given by the holder of an API key.

A link holds 256 random bits of which the store keeps a hash, so there is no signature to forge and
no signing key to lose; it works once, for ten minutes, for what it was made for.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from xero_component.core import Effect
from xero_component.core.inputs import FormModel, read_input
from xero_component.errors import FieldProblem, Group, InputError
from xero_component.runtimes.http.access import Caller, CallerOf
from xero_component.runtimes.http.connect.flow import Flow
from xero_component.runtimes.http.connect.refusals import RefusedError
from xero_component.runtimes.http.connect.settings import with_query
from xero_component.runtimes.http.connect.steps import LIFE, Invitation, Purpose
from xero_component.runtimes.http.problems import ProblemError
from xero_component.runtimes.http.replies import json_answer

AppName = Annotated[str, InPath(description="Name of the app in the server's settings.")]
ReadBody = Callable[[Request], Awaitable[Mapping[str, Any]]]


class LinkWanted(FormModel):
    """What a person may do with the link."""

    purpose: Purpose = "connect"
    """Whether the person connects or disconnects."""
    connection: str | None = None
    """Name of the connection. Left out, each organisation that the person chooses gets one of its
    own; an API key for some connections only has to name one."""
    return_to: str | None = None
    """Address that the last page links to, at one of the server's return origins."""


class Link(BaseModel):
    """A link for one person, once."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    url: str
    """The address to open in the person's browser."""
    expires_in: int
    """Seconds for which it works."""


def add_links(router: APIRouter, flow: Flow, caller_of: CallerOf, read_body: ReadBody) -> None:
    """Add the route that makes links."""

    @router.post(
        "/connect/{app}/links",
        operation_id="create_connect_link",
        summary="Create Connect Link",
        status_code=201,
        response_model=Link,
        openapi_extra={"requestBody": _documented()},
    )
    async def create(
        app: AppName, request: Request, caller: Annotated[Caller, Depends(caller_of)]
    ) -> Response:
        """Make a link with which a person connects to Xero, or disconnects, once."""
        wanted: LinkWanted = read_input(LinkWanted, await read_body(request), subject="Link")
        _check_caller(caller, wanted)
        if app not in flow.settings.apps:
            raise _no_app()
        invitation = _invitation(flow, wanted)
        token = await flow.steps.add(invitation, app, browser=None)
        path = "/disconnect" if wanted.purpose == "disconnect" else ""
        url = with_query(flow.settings.address(app, path), ("link", token))
        return json_answer({"url": url, "expires_in": int(LIFE.total_seconds())}, 201)


def _check_caller(caller: Caller, wanted: LinkWanted) -> None:
    effect = Effect.DESTRUCTIVE if wanted.purpose == "disconnect" else Effect.WRITE
    caller.require(effect, everything=wanted.connection is None)
    if wanted.connection is not None and not caller.sees(wanted.connection.strip()):
        raise ProblemError(
            403,
            "not-allowed",
            "The API key does not allow this",
            "The API key is not for this connection.",
            group=Group.CONFIGURE,
            advice="Use a key with a wider scope: `xero-component api-keys create --help`.",
        )


def _invitation(flow: Flow, wanted: LinkWanted) -> Invitation:
    if wanted.purpose == "disconnect" and not (wanted.connection or "").strip():
        raise _wrong("connection", "is required to disconnect")
    if wanted.connection is not None and not wanted.connection.strip():
        raise _wrong("connection", "must not be empty")
    try:
        return flow.invitation(wanted.purpose, wanted.connection, wanted.return_to)
    except RefusedError as refusal:
        field = "return_to" if "return" in refusal.title else "connection"
        raise _wrong(field, f"cannot be used: {refusal.text}") from None


def _wrong(field: str, message: str) -> InputError:
    problems = [FieldProblem(field, message)]
    advice = "Nothing was made: correct the request and send it again."
    return InputError(f"{field} {message.rstrip('.')}.", problems=problems, advice=advice)


def _no_app() -> ProblemError:
    return ProblemError(
        404,
        "no-app",
        "There is no such app",
        "The server has no Xero app of this name.",
        group=Group.CONFIGURE,
        advice="Check the name, or add the app to the server's setting `apps`.",
    )


def _documented() -> dict[str, Any]:
    schema = LinkWanted.model_json_schema()
    return {"content": {"application/json": {"schema": schema}}, "required": False}
