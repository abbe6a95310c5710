"""The Python and command-line examples of the reference, written as the formatter would."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

WIDTH = 100
RUNTIME = "from xero_component.runtimes.local import LocalRuntime\n"

OAUTH2 = """\
import anyio

from xero_component.connections import (
    OAuth2Input,
    TokenStore,
    begin_authorisation,
    choose_tenant,
    complete_authorisation,
    list_tenants,
)

settings = OAuth2Input(client_id="CLIENT_ID", client_secret="CLIENT_SECRET", tenant_name="TENANT")
pending = begin_authorisation(settings, "http://localhost:8765/callback")
print("Allow access:", pending.url)
callback_url = input("The address at which the browser ended: ")


async def finish() -> None:
    grant = await complete_authorisation(pending, callback_url)
    tenants = await list_tenants(grant.access_token or "", auth_event_id=grant.auth_event_id)
    with TokenStore() as store:
        store.save("NAME", grant, choose_tenant(tenants, settings.tenant_name))


anyio.run(finish)
"""
CLIENT_CREDENTIALS = f"""\
from xero_component.connections import ClientCredentialsConnection, ClientCredentialsInput
{RUNTIME}
settings = ClientCredentialsInput(client_id="CLIENT_ID", client_secret="CLIENT_SECRET")
with LocalRuntime(ClientCredentialsConnection.from_settings(settings)) as xero:
    print(xero.run("get_organisation").output)
"""
HOST_MANAGED = f"""\
from xero_component.connections import HostManagedConnection
{RUNTIME}
with LocalRuntime(HostManagedConnection("ACCESS_TOKEN", "TENANT_ID")) as xero:
    print(xero.run("get_organisation").output)
"""

CONNECTING: dict[str, tuple[str, str | None]] = {
    "oauth2": (OAUTH2, "xero-component connect NAME --tenant TENANT --client-id CLIENT_ID\n"),
    "client_credentials": (
        CLIENT_CREDENTIALS,
        "xero-component connect NAME --client-credentials --client-id CLIENT_ID\n",
    ),
    "host_managed": (HOST_MANAGED, None),
}
"""By the key of a connection: how to make it in Python, and on the command line."""


def action_in_python(key: str, example: Mapping[str, Any]) -> str:
    """Return a program that runs an action with its example."""
    if not example:
        return (
            f'{RUNTIME}\nwith LocalRuntime("NAME") as xero:\n    print(xero.run("{key}").output)\n'
        )
    data = literal(dict(example), room=WIDTH - len("data = "))
    return (
        f'{RUNTIME}\ndata = {data}\nwith LocalRuntime("NAME") as xero:\n'
        f'    print(xero.run("{key}", data).output)\n'
    )


def action_in_shell(key: str, example: Mapping[str, Any]) -> str:
    """Return a command that runs an action with its example."""
    command = f"xero-component run {key} --connection NAME"
    if not example:
        return f"{command}\n"
    return f"{command} --input {shlex.quote(json.dumps(example, ensure_ascii=False))}\n"


def trigger_in_python(key: str, example: Mapping[str, Any]) -> str:
    """Return a program that switches a polling trigger on, and looks once."""
    given = f"data = {literal(dict(example), room=WIDTH - len('data = '))}\n" if example else ""
    data = "data" if example else "{}"
    return (
        f'{RUNTIME}\n{given}with LocalRuntime("NAME") as xero:\n'
        f'    state = xero.poll("{key}", {data}).state  # when the flow is switched on\n'
        f'    polled = xero.poll("{key}", {data}, state)  # every few minutes\n'
        "    for event in polled.events:\n"
        '        print(event["id"], event["record_id"])\n'
        "    state = polled.state  # to be stored together with the events\n"
    )


def data_source_in_python(key: str, page_size: int) -> str:
    """Return a program that shows the first choices of a data source."""
    return f"""\
import anyio

from xero_component import XeroClient, open_connection
from xero_component.component import component
from xero_component.core import ChoiceQuery


async def show() -> None:
    source = component.data_sources["{key}"]
    async with open_connection("NAME") as connection, XeroClient(connection) as xero:
        choices = await source(xero, ChoiceQuery(page_size={page_size}))
        for choice in choices.items:
            print(choice.label, choice.value, choice.detail)


anyio.run(show)
"""


def literal(value: Any, *, room: int, indent: int = 0) -> str:
    """Write a Python literal as the formatter would: on one line where it fits, else exploded."""
    line = _one_line(value)
    if len(line) <= room or not isinstance(value, dict | list) or not value:
        return line
    inner = " " * (indent + 4)
    parts = []
    for name in value:
        key = f"{_one_line(name)}: " if isinstance(value, dict) else ""
        part = value[name] if isinstance(value, dict) else name
        left = WIDTH - len(inner) - len(key) - 1
        parts.append(f"{inner}{key}{literal(part, room=left, indent=indent + 4)},\n")
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{''.join(parts)}{' ' * indent}{closing}"


def _one_line(value: Any) -> str:
    match value:
        case dict():
            inner = (f"{_one_line(key)}: {_one_line(part)}" for key, part in value.items())
            return "{" + ", ".join(inner) + "}"
        case list():
            return "[" + ", ".join(map(_one_line, value)) + "]"
        case str() if value.count('"') > value.count("'"):
            escaped = json.dumps(value, ensure_ascii=False)[1:-1]
            return "'" + escaped.replace('\\"', '"').replace("'", "\\'") + "'"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return repr(value)
