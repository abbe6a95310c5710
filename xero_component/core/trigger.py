"""What a trigger IS: how a flow starts because something happened in Xero."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import TypeAdapter

from xero_component.core.action import link_of, summary_of
from xero_component.core.inputs import FormModel
from xero_component.errors import DefinitionError

InputT = TypeVar("InputT", bound="TriggerInput")
PayloadT = TypeVar("PayloadT")


class TriggerKind(StrEnum):
    """How a trigger learns of events."""

    WEBHOOK = "webhook"
    POLLING = "polling"


class TriggerInput(FormModel):
    """Base of a trigger's input."""


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


@dataclass(frozen=True, kw_only=True)
class Trigger(Generic[InputT, PayloadT]):
    """A way for a flow to start. Calling it handles one delivery, without I/O."""

    key: str
    title: str
    description: str
    kind: TriggerKind
    input: type[InputT]
    payload: Any
    """Type of what the flow receives."""
    handler: Callable[[HttpDelivery, InputT], TriggerReply[PayloadT]]
    documentation: str
    module: str

    def __call__(self, delivery: HttpDelivery, data: InputT) -> TriggerReply[PayloadT]:
        """Handle one delivery."""
        return self.handler(delivery, data)

    @cached_property
    def payload_schema(self) -> dict[str, Any]:
        """The JSON Schema of what the flow receives."""
        return TypeAdapter(self.payload).json_schema(mode="serialization")


def webhook_trigger(
    *, title: str, payload: type[PayloadT]
) -> Callable[
    [Callable[[HttpDelivery, InputT], TriggerReply[PayloadT]]], Trigger[InputT, PayloadT]
]:
    """Declare a handler of deliveries as a webhook trigger; key and description come from it."""

    def declare(
        handler: Callable[[HttpDelivery, InputT], TriggerReply[PayloadT]],
    ) -> Trigger[InputT, PayloadT]:
        where = f"{handler.__module__}.{handler.__name__}"
        model = get_type_hints(handler).get("data")
        if not (isinstance(model, type) and issubclass(model, TriggerInput)):
            raise DefinitionError(f"{where}: data must be annotated with a TriggerInput.")
        return Trigger(
            key=handler.__name__,
            title=title,
            description=summary_of(handler, where),
            kind=TriggerKind.WEBHOOK,
            input=model,  # type: ignore[arg-type]  # read from the annotation of `data`
            payload=payload,
            handler=handler,
            documentation=link_of(inspect.getmodule(handler), where),
            module=handler.__module__,
        )

    return declare
