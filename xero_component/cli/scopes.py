"""`scopes`: what a connection has to be allowed for a flow, and what a stored one lacks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.cli.scope_needs import Need, needs_of
from xero_component.cli.stored import open_store
from xero_component.errors import ScopeError

if TYPE_CHECKING:
    from xero_component.connections import Connection

OFFLINE_ACCESS = "offline_access"

ActionsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ACTION|TRIGGER]…",
        help="Keys of actions and triggers, such as new_and_updated_records:payments; all actions"
        " when none is named.",
    ),
]
LegacyOption = Annotated[
    bool,
    typer.Option("--legacy", help="The broad scopes, for an app made before 2 March 2026."),
]
PickersOption = Annotated[
    bool,
    typer.Option("--pickers", help="Also what pickers and names in place of ids have to read."),
]
CustomOption = Annotated[
    bool, typer.Option("--client-credentials", help="For a custom connection: no offline_access.")
]
ConnectionOption = Annotated[
    str | None,
    typer.Option(
        "--connection",
        "-c",
        metavar="NAME",
        help="Compare with what this stored connection holds; exit code 4 when it lacks one.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def scopes(
    actions: ActionsArgument = None,
    legacy: LegacyOption = False,
    pickers: PickersOption = False,
    client_credentials: CustomOption = False,
    connection: ConnectionOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the fewest scopes of a flow's parts, as a line for a connection's Scopes input."""
    import json

    from xero_component.catalogue.scopes import missing, smallest
    from xero_component.cli.screen import write, write_bytes

    chosen = needs_of(actions or [], pickers=pickers)
    held = None if connection is None else _stored(connection)
    custom = client_credentials or (held is not None and _is_custom(held))
    offline = [] if custom else [OFFLINE_ACCESS]
    needed = {scope for need in chosen for scope in need.scopes}
    kept: set[str] = set()
    lacking: list[str] = []
    if held is not None and held.scopes:
        kept = set(held.scopes) - {OFFLINE_ACCESS}
        lacking = [*missing(offline, held.scopes)]
        lacking += smallest(missing(needed, held.scopes), legacy=legacy)
    listed = [*offline, *smallest(needed | kept, legacy=legacy)]
    if as_json:
        found: dict[str, Any] = {"scopes": listed, "text": " ".join(listed)}
        if held is not None:
            known = bool(held.scopes)
            found |= {"connection": held.name, "missing": lacking if known else None}
        write_bytes(json.dumps(found, indent=2).encode() + b"\n")
    else:
        write(" ".join(listed))
    if actions and any(need.key == "raw_request" for need in chosen):
        _note("raw_request names no scope: it needs what the path that it calls needs.")
    if held is not None:
        _judge(held, lacking, listed, chosen)


def _judge(
    held: "Connection",
    lacking: list[str],
    listed: list[str],
    chosen: list[Need],
) -> None:
    """Say whether a connection holds all; raise `ScopeError` with what it lacks and for whom."""
    import shlex

    if not held.scopes:
        _note(f"It is not known which scopes {held.name} holds.")
    elif not lacking:
        _note(f"{held.name} holds all of them.")
    else:
        flow = " --client-credentials" if _is_custom(held) else ""
        command = f"connect {shlex.quote(held.name)}{flow} --scopes {shlex.quote(' '.join(listed))}"
        _note(f"To connect again: xero-component {command}")
        shown = "; ".join(scope + _users(scope, chosen) for scope in lacking)
        raise ScopeError(f"The connection {held.name!r} lacks {shown}.", missing=lacking)


def _stored(name: str) -> "Connection":
    with open_store() as store:
        return store.get(name.strip())


def _is_custom(connection: "Connection") -> bool:
    from xero_component.connections.client_credentials import KEY

    return connection.connection_type == KEY


def _users(scope: str, chosen: Iterable[Need]) -> str:
    """Name the first parts of the flow that a missing scope is for."""
    from xero_component.catalogue.scopes import satisfying

    users = [need.key for need in chosen if any(scope in satisfying(one) for one in need.scopes)]
    more = f" and {len(users) - 3} more" if len(users) > 3 else ""
    return f" (for {', '.join(users[:3])}{more})" if users else ""


def _note(text: str) -> None:
    from xero_component.cli.screen import console

    console(stderr=True).print(text, soft_wrap=True)
