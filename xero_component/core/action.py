"""What an action IS: an input model, a handler, and what a flow builder must know about both."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import TypeAdapter

from xero_component.core.inputs import ActionInput
from xero_component.errors import DefinitionError

ClientT = TypeVar("ClientT")
InputT = TypeVar("InputT", bound=ActionInput)
OutputT = TypeVar("OutputT")


class Effect(StrEnum):
    """What an action does to the books."""

    READ = "read"
    WRITE = "write"
    DESTRUCTIVE = "destructive"


@dataclass(frozen=True, kw_only=True)
class Action(Generic[ClientT, InputT, OutputT]):
    """One step of a flow, and callable: `await create_contact(xero, CreateContactInput(...))`."""

    key: str
    title: str
    description: str
    effect: Effect
    scopes: frozenset[str]
    """Xero's granular scopes that a call needs."""
    input: type[InputT]
    output: Any
    """The handler's return annotation."""
    handler: Callable[[ClientT, InputT], Awaitable[OutputT]]
    documentation: str
    """Xero's page about the endpoint."""
    module: str

    async def __call__(self, client: ClientT, data: InputT) -> OutputT:
        """Perform the action; errors are those of `xero_component.errors`."""
        return await self.handler(client, data)

    @cached_property
    def output_schema(self) -> dict[str, Any]:
        """The JSON Schema of what the action returns."""
        return TypeAdapter(self.output).json_schema(mode="serialization")

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        """The JSON Schema of the action's input."""
        return self.input.model_json_schema()


def action(
    *, title: str, effect: Effect, scopes: set[str] | frozenset[str]
) -> Callable[[Callable[[ClientT, InputT], Awaitable[OutputT]]], Action[ClientT, InputT, OutputT]]:
    """Declare a handler as an action.

    Key, description, input and output come from the function's name, docstring and annotations,
    the documentation link from the first line of its module. Raises `DefinitionError` where one is
    missing.
    """

    def declare(
        handler: Callable[[ClientT, InputT], Awaitable[OutputT]],
    ) -> Action[ClientT, InputT, OutputT]:
        name, module = handler.__name__, inspect.getmodule(handler)
        where = f"{handler.__module__}.{name}"
        hints = get_type_hints(handler, include_extras=True)
        parameters = list(inspect.signature(handler).parameters)
        if parameters != ["xero", "data"]:
            raise DefinitionError(f"{where}: parameters must be (xero, data), not {parameters}.")
        model = hints.get("data")
        if not (isinstance(model, type) and issubclass(model, ActionInput)):
            raise DefinitionError(f"{where}: data must be annotated with an ActionInput.")
        if "return" not in hints:
            raise DefinitionError(f"{where}: the return annotation is missing.")
        return Action(
            key=name,
            title=title,
            description=summary_of(handler, where),
            effect=effect,
            scopes=frozenset(scopes),
            input=model,  # type: ignore[arg-type]  # read from the annotation of `data`
            output=hints["return"],
            handler=handler,
            documentation=link_of(module, where),
            module=handler.__module__,
        )

    return declare


def summary_of(declared: object, where: str) -> str:
    """Return a docstring's first paragraph as one line; raise `DefinitionError` without one."""
    text = inspect.getdoc(declared)
    if not text:
        raise DefinitionError(f"{where}: the docstring, which is the description, is missing.")
    return " ".join(text.split("\n\n")[0].split())


def link_of(module: object, where: str) -> str:
    """Return the documentation link that a module starts with."""
    text = (inspect.getdoc(module) or "").split("\n")[0].strip()
    if not text.startswith("https://"):
        raise DefinitionError(f"{where}: the module must start with the link to Xero's page.")
    return text
