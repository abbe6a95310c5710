"""`usage`: what was asked of Xero, what is left of its limits, and what the month may come to."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.cli.stored import open_store
from xero_component.errors import ConfigurationError, InputError

if TYPE_CHECKING:
    from rich.table import Table

    from xero_component.api.usage_report import Egress, Remaining, Usage
    from xero_component.connections import TokenStore

SinceOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="First day (UTC), as 2026-11-01; if not given, the first of the month.",
        show_default=False,
    ),
]
UntilOption = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Last day (UTC); if not given, today.", show_default=False),
]
ConnectionFilter = Annotated[
    str | None,
    typer.Option(
        "--connection",
        "-c",
        metavar="NAME",
        help="Only the organisation of this connection.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]
EndpointsOption = Annotated[
    bool, typer.Option("--endpoints", help="Show each part of Xero on a line of its own.")
]


def usage(
    since: SinceOption = None,
    until: UntilOption = None,
    connection: ConnectionFilter = None,
    as_json: JsonOption = False,
    endpoints: EndpointsOption = False,
) -> None:
    """Show calls, data received and what is left of Xero's limits, by organisation and day."""
    from xero_component.api import usage_report

    now = datetime.now(UTC)
    last = _day(until, "--until") or now.date()
    first = _day(since, "--since") or last.replace(day=1)
    if first > last:
        raise InputError(f"--since {first} is after --until {last}.")
    with open_store() as store:
        names = _Names(store)
        wanted = None if connection is None else names.key(connection.strip())
        database = store.limits.database
        found = usage_report.usage(database, first, last)
        left = usage_report.remaining(database, now)
        months = usage_report.egress(database, now.date())
    found = [one for one in found if wanted in {None, (one.app, one.tenant_id)}]
    left = [one for one in left if wanted in {None, (one.app, one.tenant_id)}]
    if as_json:
        _print_json(found, left, months, names)
    else:
        _print_tables(found, left, months, names, endpoints)


class _Names:
    """What people call an organisation, which is known by its app and its id."""

    def __init__(self, store: "TokenStore") -> None:
        self._store = store
        self._names: dict[tuple[str, str], str] = {}
        for one in store.list():
            try:
                app, tenant_id = self.key(one.name)
            except ConfigurationError:  # its key is missing, so nothing is known of its app
                app, tenant_id = "", one.tenant_id or ""
            self._names[app, tenant_id] = one.tenant_name or one.name

    def key(self, connection: str) -> tuple[str, str]:
        """Return the app and the organisation of a connection."""
        found, grant = self._store.load(connection)
        return grant.client_id, found.tenant_id or ""

    def of(self, app: str, tenant_id: str) -> str:
        """Return a name, or the id of an organisation that no connection is to any more."""
        return self._names.get((app, tenant_id)) or tenant_id or "custom connection"


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{option} {text!r} is not a date such as 2026-11-01.") from None


def _print_json(
    found: "Sequence[Usage]",
    left: "Sequence[Remaining]",
    months: "Sequence[Egress]",
    names: _Names,
) -> None:
    import msgspec

    from xero_component.cli.screen import write_bytes

    def named(records: Iterable[Any]) -> list[dict[str, Any]]:
        rows = [msgspec.to_builtins(one) for one in records]
        return [{"organisation": names.of(row["app"], row["tenant_id"]), **row} for row in rows]

    whole = {
        "usage": named(found),
        "remaining": named(left),
        "months": [{**msgspec.to_builtins(one), "tier": one.tier} for one in months],
    }
    write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n")


def _print_tables(
    found: "Sequence[Usage]",
    left: "Sequence[Remaining]",
    months: "Sequence[Egress]",
    names: _Names,
    endpoints: bool,
) -> None:
    from xero_component.cli.screen import console, one_line

    screen = console()
    if not found and not left:
        screen.print("Nothing was asked of Xero yet.", soft_wrap=True)
        return
    screen.print(_usage_table(found, names, endpoints))
    screen.print(_remaining_table(left, names))
    for one in months:
        screen.print(one_line(_sentence(one)), soft_wrap=True)


def _usage_table(found: "Sequence[Usage]", names: _Names, endpoints: bool) -> "Table":
    from rich.table import Table

    from xero_component.cli.results import cell

    totals: dict[tuple[str, ...], list[int]] = {}
    for one in found:
        part = (one.family,) if endpoints else ()
        key = (one.day.isoformat(), names.of(one.app, one.tenant_id), one.app, *part)
        counts = (one.calls, one.limited, one.wire_bytes, one.decoded_bytes)
        before = totals.get(key, [0, 0, 0, 0])
        totals[key] = [old + new for old, new in zip(before, counts, strict=True)]
    heads = ("Day (UTC)", "Organisation", "App", *(("Endpoint",) if endpoints else ()))
    table = Table(*heads, "Calls", "Turned away", "Received", "Unpacked")
    for key, (calls, limited, wire, decoded) in totals.items():
        counted = (str(calls), str(limited), _size(wire), _size(decoded))
        table.add_row(*map(cell, (*key, *counted)))
    return table


def _remaining_table(left: "Sequence[Remaining]", names: _Names) -> "Table":
    from rich.table import Table

    from xero_component.cli.results import cell

    table = Table("Organisation", "App", "Left of the minute", "Left of the day", "Day ends")
    for one in left:
        day = "not known" if one.day is None else str(one.day)
        ends = "not known"
        if one.day_closed_until is not None:
            ends = f"{one.day_closed_until:%Y-%m-%d %H:%M} UTC"
        elif one.day_ends_by is not None:
            ends = f"by {one.day_ends_by:%Y-%m-%d %H:%M} UTC"
        name = names.of(one.app, one.tenant_id)
        table.add_row(*map(cell, (name, one.app, str(one.minute), day, ends)))
    return table


def _sentence(one: "Egress") -> str:
    from xero_component.api.usage_report import TIERS

    tiers = ", ".join(f"{name} {size} GB" for name, size in TIERS.items())
    return (
        f"App {one.app}, {one.month:%B %Y}: {_size(one.decoded_bytes)} unpacked"
        f" ({_size(one.wire_bytes)} as received) that Xero may count; by the end of the month about"
        f" {_size(one.expected_decoded_bytes)} ({_size(one.expected_wire_bytes)}), for which the"
        f" tier {one.tier} is enough ({tiers}). Custom connections are not counted by Xero."
    )


def _size(size: int) -> str:
    """Return a number of bytes as a person reads it, in powers of 1,000 as Xero bills them."""
    if size < 1000:
        return f"{size} B"
    number = float(size)
    for unit in ("kB", "MB", "GB"):
        number /= 1000
        if number < 999.5 or unit == "GB":
            break
    return f"{number:,.1f} {unit}"
