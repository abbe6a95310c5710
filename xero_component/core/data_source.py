"""What a data source IS: a searchable, paged list of choices for an input of a form."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from xero_component.core.action import link_of, summary_of
from xero_component.core.inputs import FormModel
from xero_component.errors import GiveUpError

ClientT = TypeVar("ClientT")


class ChoiceQuery(FormModel):
    """What the person has typed, and which part of the list to return."""

    search: str = ""
    """Text to look for; empty offers the first choices."""
    page: Annotated[int, Field(ge=1)] = 1
    """Which page of choices, from 1."""
    page_size: Annotated[int, Field(ge=1, le=100)] = 50
    """How many choices a page holds."""
    parent: str = ""
    """What was chosen in the picker that this one depends on; empty offers the choices of all."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker."""

    label: str
    value: str
    detail: str = ""
    """A second line: date, amount, contact."""


@dataclass(frozen=True, slots=True)
class Choices:
    """One page of a picker."""

    items: tuple[Choice, ...]
    has_more: bool = False


@dataclass(frozen=True, kw_only=True)
class DataSource(Generic[ClientT]):
    """A picker. Calling it asks Xero for one page of choices."""

    key: str
    title: str
    description: str
    scopes: frozenset[str]
    handler: Callable[[ClientT, ChoiceQuery], Awaitable[Choices]]
    documentation: str
    module: str
    parent: str | None = None
    """Key of the data source whose choice, given as the query's parent, narrows this one."""

    async def __call__(self, client: ClientT, query: ChoiceQuery) -> Choices:
        """Return one page of choices; `GiveUpError` for records without what names them."""
        try:
            return await self.handler(client, query)
        except KeyError as missing:
            raise GiveUpError(f"Xero's answer has a record without {missing}.") from None


def data_source(
    *, title: str, scopes: set[str], parent: str | None = None
) -> Callable[[Callable[[ClientT, ChoiceQuery], Awaitable[Choices]]], DataSource[ClientT]]:
    """Declare a handler as a data source; key and description come from the function."""

    def declare(
        handler: Callable[[ClientT, ChoiceQuery], Awaitable[Choices]],
    ) -> DataSource[ClientT]:
        where = f"{handler.__module__}.{handler.__name__}"
        return DataSource(
            key=handler.__name__,
            title=title,
            description=summary_of(handler, where),
            scopes=frozenset(scopes),
            handler=handler,
            documentation=link_of(inspect.getmodule(handler), where),
            module=handler.__module__,
            parent=parent,
        )

    return declare
