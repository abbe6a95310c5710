"""Everything that can go wrong as a problem document (RFC 9457), with the status that fits.

https://www.rfc-editor.org/rfc/rfc9457
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from xero_component.api.wire import encode_json
from xero_component.errors import (
    BadRequestError,
    ConfigurationError,
    DefinitionError,
    GiveUpError,
    Group,
    InputError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    ReconnectError,
    ScopeError,
    TenantChoiceError,
    UnavailableError,
    ValidationError,
    WaitError,
    XeroComponentError,
)
from xero_component.runtimes.http.answers import Answer

MEDIA_TYPE = "application/problem+json"
REFERENCES = "#/components/schemas/"
"""Where the OpenAPI document has its schemas."""
DOCUMENTATION = "https://github.com/xero-component/xero-component/blob/main/docs/server.md"

EVERY_ADDRESS = "The OpenAPI document, at /openapi.json, lists every address."

NOT_KNOWN = "extra_forbidden"
"""Pydantic's word for a name that a model does not have."""

MOST_NOTES = 100
"""Wrong inputs that a problem names; nonsense has more of them than it has use for."""

STATUSES: Mapping[type[XeroComponentError], tuple[int, str]] = {
    InputError: (422, "The input is not right"),
    ValidationError: (422, "Xero refused the input"),
    BadRequestError: (422, "Xero refused the request"),
    NotFoundError: (404, "Xero has no such record"),
    ReconnectError: (424, "A person has to connect to Xero again"),
    ScopeError: (403, "The connection lacks a scope"),
    RateLimitError: (429, "A limit of Xero's is used up"),
    UnavailableError: (503, "Not available at the moment"),
    WaitError: (503, "Not possible at the moment"),
    OutcomeUnknownError: (409, "Nobody knows whether it was saved"),
    GiveUpError: (502, "Xero's answer cannot be used"),
    TenantChoiceError: (500, "The organisation has to be chosen"),
    ConfigurationError: (500, "The server's set-up is wrong"),
    DefinitionError: (500, "The component is broken"),
    XeroComponentError: (500, "It did not work"),
}
"""Status and title by class of error; a class that is not here has those of its base.

An unknown outcome is no 5xx: what sits between a flow and this server repeats those by itself.
"""


class FieldNote(BaseModel):
    """One input that is wrong."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    field: str
    """Dotted path of the input, such as `line_items.2.UnitAmount`."""
    message: str
    """What is wrong about it."""


class ElementNote(BaseModel):
    """What Xero said about one element of a request."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    index: int
    """Which element, from 0."""
    identifier: str | None = None
    """The element's id, number or name where Xero repeats it."""
    messages: list[str]
    """Xero's words."""


class OrganisationChoice(BaseModel):
    """An organisation to choose from."""

    tenant_id: str
    name: str


class Problem(BaseModel):
    """What went wrong, and what to do next (RFC 9457)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """The kind of problem, as the address of its explanation."""
    title: str
    """The kind of problem in words."""
    status: int
    """The status of this answer."""
    detail: str
    """What went wrong this time."""
    instance: str | None = None
    """What the server's log calls this one occurrence."""
    error: str | None = None
    """The class of the error, such as `ValidationError`."""
    group: Group | None = None
    """What to do next, for machines."""
    advice: str | None = None
    """What to do next, in a sentence."""
    fields: list[FieldNote] | None = None
    """The inputs that are wrong, a hundred at most."""
    elements: list[ElementNote] | None = None
    """Xero's messages for each element, a hundred at most."""
    missing_scopes: list[str] | None = None
    """Scopes to add to the connection."""
    limit: str | None = None
    """Which of Xero's limits is used up: minute, day, concurrent or appminute."""
    retry_at: str | None = None
    """When to come back (ISO 8601, UTC)."""
    retry_after: int | None = None
    """Seconds until then; also in the header `Retry-After`."""
    idempotency_key: str | None = None
    """The key with which Xero was asked."""
    choices: list[OrganisationChoice] | None = None
    """Organisations to choose from."""
    xero_status: int | None = None
    """The status of Xero's answer."""
    correlation_id: str | None = None
    """Xero's name for the request, for its support."""


@dataclass(eq=False)
class ProblemError(Exception):
    """Something that is wrong between caller and server, before the component has a part in it."""

    status: int
    kind: str
    """The last part of the problem's type."""
    title: str
    detail: str
    group: Group = Group.FIX_INPUT
    advice: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.detail


def answer_of(error: XeroComponentError | ProblemError, now: datetime | None = None) -> Answer:
    """Return the problem document of an error; `now` (aware) is what Retry-After counts from."""
    if isinstance(error, ProblemError):
        return _answer_of_problem(error)
    status, title = _status_of(error)
    known: dict[str, Any] = error.as_dict()
    basics = _basics(_kind_of(type(error)), title, status, error.message)
    known["xero_status"] = known.pop("status", None)
    del known["message"]
    document = {**basics, **known}
    for name in ("fields", "elements"):
        if name in document:
            document[name] = document[name][:MOST_NOTES]
    headers: dict[str, str] = {}
    if isinstance(error, WaitError) and error.retry_at is not None:
        seconds = _seconds_until(error.retry_at, now or datetime.now(UTC))
        document["retry_after"] = seconds
        headers["Retry-After"] = str(seconds)
    return _answer(document, headers)


def unexpected(instance: str) -> Answer:
    """Return what a caller is told of an error that nobody foresaw: its name in the log."""
    document = {
        **_basics("unexpected", "Something went wrong that should not", 500, "It was logged."),
        "instance": instance,
        "group": Group.GIVE_UP,
        "advice": "Report it to whoever runs the server, with the value of `instance`.",
    }
    return _answer(document, {})


def plain_http_problem(status: int, detail: str, headers: Mapping[str, str] | None) -> Answer:
    """Return the document of a problem that the web framework itself has found."""
    given = dict(headers or {})
    kind, title, advice = "http", "The request cannot be carried out", None
    if status == 404:
        kind, title, advice = "address", "There is nothing at this address", EVERY_ADDRESS
    elif status == 405:
        kind, title = "method-not-allowed", "This address does not take the method"
        advice = f"It takes {given['Allow']}." if given.get("Allow") else EVERY_ADDRESS
    error = ProblemError(status, kind, title, detail, advice=advice, headers=given)
    return _answer_of_problem(error)


def wrong_parameters(problems: Sequence[Mapping[str, Any]]) -> ProblemError:
    """Return the problem of parameters that do not fit, from pydantic's list of errors."""
    notes = [
        {
            "field": ".".join(map(str, item["loc"][1:])) or str(item["loc"][0]),
            "message": "is not a parameter" if item["type"] == NOT_KNOWN else str(item["msg"]),
        }
        for item in problems[:MOST_NOTES]
    ]
    said = "; ".join(f"{note['field']}: {note['message']}" for note in notes)
    return ProblemError(
        422,
        "parameters",
        "The parameters are not right",
        f"{said}.",
        advice="Nothing was sent: correct the parameters and send the request again.",
        more={"fields": notes},
    )


def every_kind() -> list[str]:
    """Return the last part of the type of every error of the component."""
    return [_kind_of(one) for one in STATUSES]


def _answer_of_problem(error: ProblemError) -> Answer:
    document = {
        **_basics(error.kind, error.title, error.status, error.detail),
        "group": error.group,
        "advice": error.advice,
        **error.more,
    }
    return _answer(document, error.headers)


def _basics(kind: str, title: str, status: int, detail: str) -> dict[str, object]:
    return {
        "type": f"{DOCUMENTATION}#{kind}",
        "title": title,
        "status": status,
        "detail": detail,
    }


def _answer(document: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
    given = {name: value for name, value in document.items() if value is not None}
    return Answer(given["status"], encode_json(given), MEDIA_TYPE, headers)


def _status_of(error: XeroComponentError) -> tuple[int, str]:
    return next(STATUSES[one] for one in type(error).__mro__ if one in STATUSES)


def _kind_of(kind: type[XeroComponentError]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__.removesuffix("Error")).lower()


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, math.ceil((moment - now).total_seconds()))
