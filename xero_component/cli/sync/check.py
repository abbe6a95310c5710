"""`sync check`: whether a run could start, without a look at any data."""

from typing import TYPE_CHECKING, Any

import typer

from xero_component.cli.exit_codes import EXIT_CODES
from xero_component.cli.stored import ConnectionOption
from xero_component.cli.sync.choices import JsonOption, StreamsArgument, chosen_streams
from xero_component.errors import Group, ReconnectError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xero_component.cli.sync.opening import Source
    from xero_component.sync import Stream


def check(
    streams: StreamsArgument = None,
    connection: ConnectionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check access, organisation and scopes. Exit code 4 when a stream lacks a scope."""
    import anyio

    from xero_component.cli.screen import console, one_line
    from xero_component.cli.sync.discover import availability
    from xero_component.cli.sync.opening import opened_source
    from xero_component.cli.sync.reports import print_json

    chosen = chosen_streams(streams)
    with opened_source(connection) as source:
        found, scopes = anyio.run(_ask, source)
    lacking = {one.key: availability(one, scopes) for one in chosen}
    closed = {key: reason for key, reason in lacking.items() if reason}
    needed = scopes_for(chosen, scopes)
    if as_json:
        told = {"scopes": sorted(scopes or ()), "unavailable": closed, "connect_with": needed}
        print_json({**found, **told})
    else:
        screen = console()
        works = f"{found['connection']} works: it is connected to {found['organisation']}."
        screen.print(one_line(works), soft_wrap=True)
        for key, reason in closed.items():
            screen.print(one_line(f"{key}: {reason}"), soft_wrap=True)
        screen.print(f"{len(chosen) - len(closed)} of {len(chosen)} streams can be read.")
        if needed:
            screen.print(f'To read what lacks a scope: connect --scopes "{needed}"', soft_wrap=True)
    if closed:
        raise typer.Exit(EXIT_CODES[Group.ASK_SCOPE])


def scopes_for(streams: "Iterable[Stream]", held: frozenset[str] | None) -> str | None:
    """Return all scopes to connect with, for streams that lack one; None where none does."""
    from xero_component.catalogue.scopes import missing, smallest

    wanted = frozenset[str]().union(*(stream.scopes for stream in streams))
    if not held or not missing(wanted, held):
        return None
    return " ".join(smallest(held | wanted))


async def _ask(source: "Source") -> tuple[dict[str, Any], frozenset[str] | None]:
    """Return the organisation and the scopes of the present token."""
    from xero_component.api.client import XeroClient
    from xero_component.api.tenants import tenants_of_consent
    from xero_component.connections import open_connection

    name = source.connection.name
    authorisation = open_connection(name, source.store)
    async with XeroClient(authorisation) as xero:
        rows = (await tenants_of_consent(xero))["records"]
    own = (authorisation.tenant_id or "").lower()
    found = next((row for row in rows if not own or row["tenantId"].lower() == own), None)
    if found is None:
        raise ReconnectError(
            f"Xero takes the token of {name!r}, but its organisation is not connected any more."
        )
    organisation = {"organisation": found.get("tenantName"), "tenant_id": found["tenantId"]}
    return {"connection": name, **organisation}, authorisation.scopes
