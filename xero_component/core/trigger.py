"""What a trigger IS: how a flow starts because something happened in Xero."""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, get_type_hints

from pydantic import TypeAdapter

from xero_component.core.action import link_of, summary_of
from xero_component.core.inputs import FormModel
from xero_component.errors import DefinitionError

ClientT = TypeVar("ClientT")
InputT = TypeVar("InputT", bound="TriggerInput")
PayloadT = TypeVar("PayloadT")

State: TypeAlias = Mapping[str, Any]
"""What a polling trigger remembers, as JSON. Hosts store it and hand it back, and read none of it.

It names its version, and is bounded in size."""


class TriggerKind(StrEnum):
    """How a trigger learns of events."""

    WEBHOOK = "webhook"
    POLLING = "polling"


class TriggerInput(FormModel):
    """Base of a trigger's input."""

    example: ClassVar[Mapping[str, Any]] = {}
    """A complete input that works on the sandbox; it is shown in the reference."""


@dataclass(frozen=True, slots=True)
class HttpDelivery:
    """A request as the host's endpoint received it: raw bytes, before anything parsed them."""

    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str | None:
        """Look up a header whatever its capitals."""
        wanted = name.lower()
        return next((v for k, v in self.headers.items() if k.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class TriggerReply(Generic[PayloadT]):
    """What the endpoint must answer, and what the flow runs on (None: it does not run)."""

    status: int
    payload: PayloadT | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Polled(Generic[PayloadT]):
    """What a poll found. Store the state only when the events are safe: together, or after them."""

    events: Sequence[PayloadT]
    state: State
    more: bool = False
    """Whether there is more to read: poll again at once."""
    notes: Sequence[str] = ()
    """What a person should know, such as that a full comparison was not possible."""


@dataclass(frozen=True, kw_only=True)
class Trigger(Generic[InputT, PayloadT]):
    """A way for a flow to start."""

    key: str
    title: str
    description: str
    kind: TriggerKind
    input: type[InputT]
    payload: Any
    """Type of what the flow receives."""
    sample: Mapping[str, Any]
    """A payload to build a flow with, before anything has happened."""
    documentation: str
    module: str

    @cached_property
    def payload_schema(self) -> dict[str, Any]:
        """The JSON Schema of what the flow receives."""
        return TypeAdapter(self.payload).json_schema(mode="serialization")


@dataclass(frozen=True, kw_only=True)
class WebhookTrigger(Trigger[InputT, PayloadT]):
    """Starts flows on what Xero posts. Calling it handles one delivery, without I/O."""

    handler: Callable[[HttpDelivery, InputT], TriggerReply[PayloadT]]

    def __call__(self, delivery: HttpDelivery, data: InputT) -> TriggerReply[PayloadT]:
        """Handle one delivery."""
        return self.handler(delivery, data)


@dataclass(frozen=True, kw_only=True)
class PollingTrigger(Trigger[InputT, PayloadT], Generic[InputT, PayloadT, ClientT]):
    """Starts flows on what it finds when it looks. Calling it looks once."""

    handler: Callable[[ClientT, InputT, State | None], Awaitable[Polled[PayloadT]]]
    latest: Callable[[ClientT, InputT], Awaitable[Sequence[PayloadT]]]
    """A few payloads made of records that are there now: what a builder's test button shows."""
    scopes: Callable[[InputT], frozenset[str]]
    """Xero's granular scopes that polling with an input needs."""

    async def __call__(
        self, client: ClientT, data: InputT, state: State | None
    ) -> Polled[PayloadT]:
        """Look for what happened since the state was made.

        Without a state, which is when a flow is switched on, it takes note of what is there.
        """
        return await self.handler(client, data, state)


def webhook_trigger(
    *, title: str, payload: Any, sample: Mapping[str, Any]
) -> Callable[
    [Callable[[HttpDelivery, InputT], TriggerReply[PayloadT]]], WebhookTrigger[InputT, PayloadT]
]:
    """Declare a handler of deliveries as a webhook trigger; key and description come from it."""

    def declare(
        handler: Callable[[HttpDelivery, InputT], TriggerReply[PayloadT]],
    ) -> WebhookTrigger[InputT, PayloadT]:
        return WebhookTrigger(
            **_declared(handler), kind=TriggerKind.WEBHOOK, title=title, payload=payload,
            sample=sample, handler=handler,
        )  # fmt: skip

    return declare


def polling_trigger(
    *,
    title: str,
    payload: Any,
    sample: Mapping[str, Any],
    scopes: Callable[[InputT], frozenset[str]],
    latest: Callable[[ClientT, InputT], Awaitable[Sequence[PayloadT]]],
) -> Callable[
    [Callable[[ClientT, InputT, State | None], Awaitable[Polled[PayloadT]]]],
    PollingTrigger[InputT, PayloadT, ClientT],
]:
    """Declare a handler `(xero, data, state)` as a polling trigger; key and description are its."""

    def declare(
        handler: Callable[[ClientT, InputT, State | None], Awaitable[Polled[PayloadT]]],
    ) -> PollingTrigger[InputT, PayloadT, ClientT]:
        return PollingTrigger(
            **_declared(handler), kind=TriggerKind.POLLING, title=title, payload=payload,
            sample=sample, handler=handler, latest=latest, scopes=scopes,
        )  # fmt: skip

    return declare


def _declared(handler: Callable[..., Any]) -> dict[str, Any]:
    """Return what a handler says of itself; raise `DefinitionError` for what it does not say."""
    where = f"{handler.__module__}.{handler.__name__}"
    model = get_type_hints(handler).get("data")
    if not (isinstance(model, type) and issubclass(model, TriggerInput)):
        raise DefinitionError(f"{where}: data must be annotated with a TriggerInput.")
    return {
        "key": handler.__name__,
        "description": summary_of(handler, where),
        "input": model,
        "documentation": link_of(inspect.getmodule(handler), where),
        "module": handler.__module__,
    }
