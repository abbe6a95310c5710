"""`scopes`: what a connection has to be allowed for some actions, and what a stored one lacks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xero_component.errors import ScopeError

if TYPE_CHECKING:
    from xero_component.connections import Connection
    from xero_component.core import Action

OFFLINE_ACCESS = "offline_access"

ActionsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ACTION]…", help="Keys of the actions; all of them when none is named."
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
    """Print the fewest scopes for some actions, as one line for a connection's Scopes input."""
    import json

    from xero_component.catalogue.scopes import missing, smallest
    from xero_component.cli.screen import write, write_bytes

    chosen = _chosen(actions or [])
    held = None if connection is None else _stored(connection)
    custom = client_credentials or (held is not None and _is_custom(held))
    offline = [] if custom else [OFFLINE_ACCESS]
    needed = {scope for action in chosen for scope in _needed(action, pickers)}
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
    if actions and any(action.key == "raw_request" for action in chosen):
        _note("raw_request names no scope: it needs what the path that it calls needs.")
    if held is not None:
        _judge(held, lacking, listed, chosen, pickers)


def _judge(
    held: "Connection",
    lacking: list[str],
    listed: list[str],
    chosen: list["Action[Any, Any, Any]"],
    pickers: bool,
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
        shown = "; ".join(scope + _users(scope, chosen, pickers) for scope in lacking)
        raise ScopeError(f"The connection {held.name!r} lacks {shown}.", missing=lacking)


def _chosen(keys: Iterable[str]) -> list["Action[Any, Any, Any]"]:
    from xero_component.component import component
    from xero_component.core import look_up

    return [look_up(component, key) for key in keys] or list(component.actions.values())


def _needed(action: "Action[Any, Any, Any]", pickers: bool) -> set[str]:
    """Return the scopes of an action, and of the pickers that its form offers."""
    from xero_component.component import component
    from xero_component.core.inputs import form_of

    needed = set(action.scopes)
    if pickers:
        for info in action.input.model_fields.values():
            source = component.data_sources.get(form_of(info).data_source or "")
            needed |= source.scopes if source else set()
    return needed


def _stored(name: str) -> "Connection":
    from xero_component.connections import TokenStore

    with TokenStore() as store:
        return store.get(name.strip())


def _is_custom(connection: "Connection") -> bool:
    from xero_component.connections.client_credentials import KEY

    return connection.connection_type == KEY


def _users(scope: str, chosen: Iterable["Action[Any, Any, Any]"], pickers: bool) -> str:
    """Name the first actions that a missing scope is for."""
    from xero_component.catalogue.scopes import satisfying

    users = [
        action.key
        for action in chosen
        if any(scope in satisfying(one) for one in _needed(action, pickers))
    ]
    more = f" and {len(users) - 3} more" if len(users) > 3 else ""
    return f" (for {', '.join(users[:3])}{more})" if users else ""


def _note(text: str) -> None:
    from xero_component.cli.screen import console

    console(stderr=True).print(text, soft_wrap=True)
