"""https://developer.xero.com/documentation/api/accounting/requests-and-responses"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator
from typing_extensions import TypedDict

from xero_component.actions.raw._address import checked_headers, checked_path
from xero_component.actions.raw._body import body_data, encoded
from xero_component.api.client import XeroClient
from xero_component.api.replies import BrokenReplyError
from xero_component.api.retry import RawRetryPolicy
from xero_component.api.wire import Call, Reply, decode_json
from xero_component.catalogue.apis import Api
from xero_component.catalogue.inputs import FileContent
from xero_component.core import ActionInput, Effect, Form, action
from xero_component.core.inputs import shortened

OURS = {"accept": "Accept", "content-type": "Content-Type"}
"""Headers that a user may replace, in the capitals in which they are sent."""
Pairs = Annotated[dict[str, str], Form(widget="key_values")]


class RawRequestOutput(TypedDict):
    """The answer as it came."""

    status: int
    headers: dict[str, str]
    data: Any
    """Decoded JSON, text, or bytes (Base64 in JSON)."""


class RawRequestInput(ActionInput):
    """Everything about one request."""

    example: ClassVar = {"url": "/Organisation", "method": "GET"}

    api: Api = Field(default=Api.ACCOUNTING, title="API")
    """Which of Xero's APIs the path belongs to."""
    url: Annotated[str, AfterValidator(checked_path), Field(title="URL", examples=["/Accounts"])]
    """The path below the API, such as /Accounts; the rest of the address follows from the API."""
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
    """HTTP method."""
    data: Annotated[Any, AfterValidator(body_data), Form(widget="json")] = None
    """Body: an object or list is sent as JSON, text as it is."""
    form_data: Pairs = Field(default_factory=dict)
    """Fields of a multipart form."""
    file_data: Annotated[dict[str, FileContent], Form(widget="files")] = Field(default_factory=dict)
    """Files of a multipart form, by field name."""
    file_data_file_names: Pairs = Field(default_factory=dict)
    """File names for the files, under the same field names."""
    query_parameter: Pairs = Field(default_factory=dict)
    """Query parameters."""
    header: Annotated[Pairs, AfterValidator(checked_headers)] = Field(default_factory=dict)
    """Further headers; those of the connection cannot be given."""
    response_type: Literal["json", "text", "binary"] = "json"
    """How to read the answer."""
    timeout: Annotated[float, Field(gt=0, le=600)] = 100
    """Seconds to wait for the whole answer."""
    retry_delay_ms: Annotated[int, Field(ge=0, le=60_000, title="Retry Delay (ms)")] = 0
    """Milliseconds between attempts, without exponential backoff."""
    retry_on_all_errors: bool = False
    """Also retry 3xx and 4xx; otherwise 5xx and network errors only."""
    max_retry_count: Annotated[int, Field(ge=0, le=10)] = 0
    """How many times to try again; 0 for never."""
    use_exponential_backoff: bool = False
    """Double the wait from attempt to attempt, from half a second; the delay is then ignored."""

    @model_validator(mode="after")
    def _one_body(self) -> "RawRequestInput":
        form = bool(self.form_data or self.file_data)
        if form and self.data is not None:
            raise ValueError("give data, or form_data and file_data, not both")
        if self.method in {"GET", "HEAD"} and (form or self.data is not None):
            raise ValueError(f"a {self.method} has no body: leave data and form data out")
        if form and any(name.lower() == "content-type" for name in self.header):
            raise ValueError("a form has a Content-Type of its own: leave that header out")
        strangers = sorted(set(self.file_data_file_names) - set(self.file_data))
        if strangers:
            name = shortened(strangers[0])
            raise ValueError(f"file_data_file_names names {name!r}, not in file_data")
        return self


@action(title="Raw Request", effect=Effect.DESTRUCTIVE, scopes=set())
async def raw_request(xero: XeroClient, data: RawRequestInput) -> RawRequestOutput:
    """Send any request to any of Xero's APIs, with the connection's authorisation."""
    body, content_type = encoded(
        data.data, data.form_data, data.file_data, data.file_data_file_names
    )
    accept = "application/json" if data.response_type == "json" else "*/*"
    headers = {"Accept": accept, **({"Content-Type": content_type} if content_type else {})}
    call = Call(
        method=data.method,
        path=data.url,
        api=data.api,
        query=data.query_parameter,
        headers={**headers, **{OURS.get(k.lower(), k): v for k, v in data.header.items()}},
        body=body,
        timeout=data.timeout,
    )
    policy = RawRetryPolicy(
        retries=data.max_retry_count,
        delay=data.retry_delay_ms / 1000,
        backoff=data.use_exponential_backoff,
        all_errors=data.retry_on_all_errors,
    )
    return await xero.send(call, lambda reply: _output(reply, data.response_type), retry=policy)


def _output(reply: Reply, response_type: str) -> RawRequestOutput:
    content: Any = reply.content
    if response_type == "text":
        content = reply.content.decode("utf-8", "replace")
    elif response_type == "json":
        try:
            content = decode_json(reply.content) if reply.content.strip() else None
        except ValueError:
            raise BrokenReplyError(f"Xero answered {reply.status} without JSON") from None
    return RawRequestOutput(status=reply.status, headers=dict(reply.headers), data=content)
