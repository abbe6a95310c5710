"""`webhooks`: what the inbox holds, what became of it, and how to have it handled again."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.cli.exit_codes import EPILOG
from xero_component.cli.stored import store_url

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from xero_component.api.clock import Clock
    from xero_component.triggers import Gap, Inbox, KeptEvent, Search

STATES = ("pending", "done", "parked")
LOOK_AGAIN = 1.0
"""Seconds between two looks for new events."""

EventArgument = Annotated[int, typer.Argument(metavar="EVENT", help="Number of the event.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
SubscriptionOption = Annotated[
    str | None, typer.Option("--subscription", "-s", metavar="NAME", help="Only of this one.")
]
OrganisationOption = Annotated[
    str | None, typer.Option("--organisation", metavar="TENANT_ID", help="Only of this one.")
]
CategoryOption = Annotated[
    str | None, typer.Option("--category", help="Only of this category, such as INVOICE.")
]
StateOption = Annotated[
    str | None, typer.Option("--state", metavar="|".join(STATES), help="Only in this state.")
]
LimitOption = Annotated[
    int, typer.Option("--limit", "-n", min=1, max=10_000, help="The newest so many.")
]

app = typer.Typer(
    help="Look into the inbox of webhook events, and replay them.",
    epilog=EPILOG,
    no_args_is_help=True,
)


@app.command("list", epilog=EPILOG)
def list_events(
    subscription: SubscriptionOption = None,
    state: StateOption = None,
    organisation: OrganisationOption = None,
    category: CategoryOption = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List events, oldest first, with how far each subscription is."""
    search = _search(subscription, state, organisation, category, limit)
    _show(_inbox(lambda inbox: inbox.events(search)), as_json)


@app.command("show", epilog=EPILOG)
def show(event: EventArgument, as_json: JsonOption = False) -> None:
    """Show one event whole, and why its handlers failed."""
    from xero_component.cli.results import show_record
    from xero_component.cli.screen import console

    kept = _inbox(lambda inbox: inbox.event(event))
    if as_json:
        _write_json(_record(kept))
    else:
        show_record(console(), _record(kept))


@app.command("replay", epilog=EPILOG)
def replay(
    event: Annotated[
        int | None, typer.Argument(metavar="[EVENT]", help="Number of the event.")
    ] = None,
    parked: Annotated[
        bool, typer.Option("--parked", help="All that was given up, in place of one event.")
    ] = False,
    subscription: Annotated[
        str | None,
        typer.Option("--subscription", "-s", metavar="NAME", help="Only to this subscription."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Have an event handled again, or all that was given up."""
    from xero_component.cli.screen import write
    from xero_component.errors import InputError

    if (event is None) is not parked:
        raise InputError("Give the number of an event, or --parked.")
    count = _inbox(lambda inbox: inbox.replay(event, subscription=subscription))
    if as_json:
        _write_json({"replayed": count})
    else:
        write(f"To be handled again: {count}. Handlers that run take it up by themselves.")


@app.command("tail", epilog=EPILOG)
def tail(
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what arrives, until Ctrl-C.")
    ] = False,
    subscription: SubscriptionOption = None,
    organisation: OrganisationOption = None,
    category: CategoryOption = None,
    limit: LimitOption = 10,
    as_json: JsonOption = False,
) -> None:
    """Print the newest events, one a line, and with --follow those that arrive."""
    from xero_component.api.clock import SystemClock
    from xero_component.cli.screen import write

    search = _search(subscription, None, organisation, category, limit)

    def line(kept: "KeptEvent") -> None:
        write(_json_line(kept) if as_json else _line(kept))

    async def run(inbox: "Inbox") -> None:
        newest = 0
        for kept in await inbox.events(search):
            line(kept)
            newest = kept.id
        if follow:
            await follow_events(inbox, search, newest, line, SystemClock())

    _inbox(run)


@app.command("gaps", epilog=EPILOG)
def gaps(
    every: Annotated[bool, typer.Option("--all", help="Also those that are closed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the sequence numbers that no delivery has brought."""
    from xero_component.cli.results import table_of
    from xero_component.cli.screen import console

    rows = [_gap(gap) for gap in _inbox(lambda inbox: inbox.gaps(open_only=not every))]
    if as_json:
        _write_json(rows)
    elif rows:
        console().print(table_of(rows))
    else:
        console().print("No gaps.")


async def follow_events(
    inbox: "Inbox",
    search: "Search",
    newest: int,
    show_one: "Callable[[KeptEvent], None]",
    clock: "Clock",
) -> None:
    """Show each event that is stored after `newest`, until cancelled."""
    from dataclasses import replace

    while True:
        for kept in await inbox.events(replace(search, after_id=newest)):
            show_one(kept)
            newest = kept.id
        await clock.sleep(LOOK_AGAIN)


def _search(
    subscription: str | None,
    state: str | None,
    organisation: str | None,
    category: str | None,
    limit: int,
) -> "Search":
    from typing import cast

    from xero_component.errors import InputError
    from xero_component.triggers import Search

    if state is not None and state not in STATES:
        raise InputError(f"--state is one of {', '.join(STATES)}.")
    return Search(
        subscription=subscription,
        state=cast("Any", state),
        organisation=organisation,
        category=category,
        limit=limit,
    )


def _inbox(look: "Callable[[Inbox], Coroutine[Any, Any, Any]]") -> Any:
    """Open the inbox of the store, and do something with it."""
    import anyio

    from xero_component.triggers import Inbox

    async def run() -> Any:
        async with Inbox(store_url()) as inbox:
            return await look(inbox)

    return anyio.run(run)


def _show(events: "Sequence[KeptEvent]", as_json: bool) -> None:
    from rich.table import Table

    from xero_component.cli.results import cell
    from xero_component.cli.screen import console

    if as_json:
        _write_json([_record(kept) for kept in events])
        return
    screen = console()
    if not events:
        screen.print("No events.")
        return
    table = Table("Event", "Received (UTC)", "Category", "Type", "Record", "Organisation", "State")
    for kept in events:
        table.add_row(*map(cell, _row(kept)))
    screen.print(table)


def _row(kept: "KeptEvent") -> tuple[object, ...]:
    event = kept.event
    return (
        kept.id,
        f"{kept.received_at:%Y-%m-%d %H:%M:%S}",
        event.get("eventCategory"),
        event.get("eventType"),
        event.get("resourceId"),
        event.get("tenantId"),
        ", ".join(f"{one.subscription}: {one.state}" for one in kept.progress),
    )


def _line(kept: "KeptEvent") -> str:
    from xero_component.cli.screen import one_line

    return one_line("  ".join(str(part) for part in _row(kept) if part))


def _record(kept: "KeptEvent") -> dict[str, Any]:
    return {
        "id": kept.id,
        "received_at": _moment(kept.received_at),
        "event": kept.event,
        "subscriptions": [
            {
                "subscription": one.subscription,
                "state": one.state,
                "attempts": one.attempts,
                "due_at": _moment(one.due_at),
                "reason": one.reason,
            }
            for one in kept.progress
        ],
    }


def _gap(gap: "Gap") -> dict[str, Any]:
    return {
        "id": gap.id,
        "feed": gap.feed,
        "first": gap.first,
        "last": gap.last,
        "since": _moment(gap.since),
        "until": _moment(gap.until),
        "found_at": _moment(gap.found_at),
        "closed_at": None if gap.closed_at is None else _moment(gap.closed_at),
        "closed_by": gap.closed_by,
    }


def _moment(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _json_line(kept: "KeptEvent") -> str:
    from xero_component.api.wire import encode_json

    return encode_json(_record(kept)).decode()


def _write_json(value: Any) -> None:
    import msgspec

    from xero_component.api.wire import encode_json
    from xero_component.cli.screen import write_bytes

    write_bytes(msgspec.json.format(encode_json(value), indent=2) + b"\n")
