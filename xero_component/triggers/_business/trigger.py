"""How an event is declared: a pure function of one change, and what it watches."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from inspect import getmodule
from typing import Annotated, Any, Generic, TypeVar, cast, get_type_hints

from pydantic import AfterValidator, Field

from xero_component.api.client import XeroClient
from xero_component.catalogue.objects import OBJECTS
from xero_component.core import Form, Polled, PollingTrigger, State, TriggerInput, TriggerKind
from xero_component.core.action import link_of, summary_of
from xero_component.errors import DefinitionError
from xero_component.triggers._business.latest import MOST, latest_rows
from xero_component.triggers._business.sight import Detected, Sight
from xero_component.triggers._business.watch import Record, Watch
from xero_component.triggers._business.watching import Watcher
from xero_component.triggers._polling.filters import checked, condition


class BusinessInput(TriggerInput):
    """Which records to tell of, and how often to look."""

    filter: Annotated[
        str | None, AfterValidator(checked), Form(placeholder="CurrencyCode == 'AUD'")
    ] = None
    """A condition on the record in JMESPath, such as `Contact.Name == 'Ridgeway University'`."""
    interval_minutes: Annotated[int, Field(title="Interval (Minutes)", ge=1, le=1440)] = 5
    """How often to look; each look costs a call, and Xero counts calls and bytes."""
    compare_every_hours: Annotated[
        int, Field(title="Compare Everything Every (Hours)", ge=0, le=8760)
    ] = 168
    """How often to read everything, for edits that Xero does not date; 0 is never."""


DataT = TypeVar("DataT", bound=BusinessInput)
Detect = Callable[[Sight, DataT], Iterable[Detected]]
Details = Callable[[Record], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class BusinessTrigger(PollingTrigger[DataT, Any, XeroClient], Generic[DataT]):
    """A polling trigger that tells of one kind of event, and can be pointed at single records."""

    detect: Detect[DataT]
    """What the event is: a pure function of a change."""
    watcher: Callable[[DataT], Watcher]
    """How it looks, for an input."""
    look_only_at: Callable[[XeroClient, DataT, State, Sequence[str]], Awaitable[Polled[Any]]]

    def category(self, data: DataT) -> str | None:
        """Return the webhook category that hints at the event; None where Xero has none."""
        return OBJECTS[self.watcher(data).watch.object].webhook


def business_event(
    *,
    title: str,
    watch: Callable[[DataT], Watch],
    payload: Any,
    sample: Mapping[str, Any],
    details: Details = lambda _record: {},
    repeats: bool = True,
    latest: str | None = None,
    example: Callable[[Sight], Detected] | None = None,
) -> Callable[[Detect[DataT]], BusinessTrigger[DataT]]:
    """Declare a function `(seen, data)` as an event; key and description are the function's.

    `latest` is a filter in Xero's language that finds records to test a flow with, and `example`
    makes an event of each where a new record is none.
    """

    def declare(detect: Detect[DataT]) -> BusinessTrigger[DataT]:
        where = f"{detect.__module__}.{detect.__name__}"
        model = get_type_hints(detect).get("data")
        if not (isinstance(model, type) and issubclass(model, BusinessInput)):
            raise DefinitionError(f"{where}: data must be annotated with a BusinessInput.")

        def watcher(data: DataT) -> Watcher:
            return Watcher(
                event=detect.__name__,
                watch=watch(data),
                detect=lambda seen: detect(seen, data),
                details=details,
                passes=condition(data.filter),
                repeats=repeats,
                example=example,
                compare_every=timedelta(hours=data.compare_every_hours) or None,
            )

        async def look(xero: XeroClient, data: DataT, state: State | None) -> Polled[Any]:
            return await watcher(data).look(xero, state)

        async def look_only_at(
            xero: XeroClient, data: DataT, state: State, identifiers: Sequence[str]
        ) -> Polled[Any]:
            return await watcher(data).look_only_at(xero, state, identifiers)

        async def examples(xero: XeroClient, data: DataT) -> Sequence[Any]:
            looking = watcher(data)
            rows = await latest_rows(xero, looking.watch, latest, looking.passes)
            return [event for row in rows for event in looking.as_if_new(xero, row)][:MOST]

        return BusinessTrigger(
            key=detect.__name__,
            title=title,
            description=summary_of(detect, where),
            kind=TriggerKind.POLLING,
            input=cast("type[DataT]", model),
            payload=payload,
            sample={**sample, "event": detect.__name__},
            documentation=link_of(getmodule(detect), where),
            module=detect.__module__,
            handler=look,
            latest=examples,
            scopes=lambda data: frozenset({OBJECTS[watch(data).object].read_scope}),
            detect=detect,
            watcher=watcher,
            look_only_at=look_only_at,
        )

    return declare
