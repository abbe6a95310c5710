"""Every example of the reference, executed on the sandbox."""

import shlex
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.docs.blocks import blocks, pages_of
from tests.docs.conftest import ORGANISATION, Execute, Reader
from xero_component.component import component
from xero_component.connections import TokenStore
from xero_component.core import TriggerKind
from xero_component.errors import XeroComponentError
from xero_component.sandbox.identity import applications

FilledIn = Callable[[str, tuple[str, str]], str]
WEB = (applications.CLIENT_ID, applications.CLIENT_SECRET)
CUSTOM = (
    applications.CUSTOM_CONNECTION_CLIENT_ID,
    applications.CUSTOM_CONNECTION_CLIENT_SECRET,
)
ACTIONS = pages_of("actions")
DATA_SOURCES = pages_of("data_sources")
CONNECTIONS = pages_of("connections")
TRIGGERS = pages_of("triggers")
POLLING = [key for key, item in component.triggers.items() if item.kind is TriggerKind.POLLING]


def only(page: Path, language: str) -> str:
    [code] = blocks(page, language)
    return code


def test_there_is_a_page_for_everything() -> None:
    assert ACTIONS.keys() == component.actions.keys()
    assert DATA_SOURCES.keys() == component.data_sources.keys()
    assert CONNECTIONS.keys() == component.connections.keys()
    assert TRIGGERS.keys() == component.triggers.keys()


@pytest.mark.parametrize("key", ACTIONS)
def test_the_program_of_an_action_runs(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    code = only(ACTIONS[key], "python")
    try:
        execute(code)
    except XeroComponentError:
        reader.sandbox.reset()
        execute(reader.substituted(code, key))
    assert capsys.readouterr().out.strip() not in {"", "None"}


@pytest.mark.parametrize("key", ACTIONS)
def test_the_command_of_an_action_runs(reader: Reader, key: str) -> None:
    code = only(ACTIONS[key], "sh")
    done = reader.command(*shlex.split(code)[1:])
    if done.exit_code:
        reader.sandbox.reset()
        done = reader.command(*shlex.split(reader.substituted(code, key))[1:])
    assert done.exit_code == 0, done.output
    assert done.stdout


@pytest.mark.parametrize("key", DATA_SOURCES)
def test_the_program_of_a_data_source_shows_choices(
    reader: Reader, execute: Execute, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    execute(only(DATA_SOURCES[key], "python"))
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("key", POLLING)
def test_the_program_of_a_trigger_runs(reader: Reader, execute: Execute, key: str) -> None:
    execute(only(TRIGGERS[key], "python"))
    looked = [row for row in reader.sandbox.requests.listing() if row["method"] == "GET"]
    assert len(looked) >= 2


@pytest.fixture
def filled_in(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> FilledIn:
    """Put what a reader fills in into a connection's example."""
    monkeypatch.setenv("XERO_COMPONENT_BASE_URL", reader.base_url)

    def filled_in(code: str, app: tuple[str, str]) -> str:
        for placeholder, value in (
            ("CLIENT_ID", app[0]),
            ("CLIENT_SECRET", app[1]),
            ("TENANT_ID", reader.sandbox.tenants[0]["id"]),
            ('"TENANT"', f'"{ORGANISATION}"'),
            ("tenant TENANT", f"tenant '{ORGANISATION}'"),
        ):
            code = code.replace(placeholder, value)
        return code

    return filled_in


def test_the_program_that_asks_for_a_consent_stores_a_connection(
    filled_in: FilledIn,
    execute: Execute,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def consent(_prompt: str) -> str:
        address = capsys.readouterr().out.split()[-1]
        return httpx.get(f"{address}&sandbox_consent=all", trust_env=False).headers["location"]

    monkeypatch.setattr("builtins.input", consent)
    code = filled_in(only(CONNECTIONS["oauth2"], "python"), WEB).replace('"NAME"', '"third"')
    execute(code)
    with TokenStore() as store:
        assert store.get("third").tenant_name == ORGANISATION
        store.delete("third")


def test_the_program_with_client_credentials_runs(
    filled_in: FilledIn, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(filled_in(only(CONNECTIONS["client_credentials"], "python"), CUSTOM))
    assert ORGANISATION in capsys.readouterr().out


def test_the_program_with_a_token_of_the_host_runs(
    filled_in: FilledIn, execute: Execute, capsys: pytest.CaptureFixture[str]
) -> None:
    with TokenStore() as store:
        token = store.load("NAME")[1].access_token
    assert token is not None
    code = filled_in(only(CONNECTIONS["host_managed"], "python"), WEB)
    execute(code.replace("ACCESS_TOKEN", token))
    assert ORGANISATION in capsys.readouterr().out


@pytest.mark.parametrize("key", [key for key, page in CONNECTIONS.items() if blocks(page, "sh")])
def test_the_command_that_connects_runs(reader: Reader, filled_in: FilledIn, key: str) -> None:
    app = CUSTOM if key == "client_credentials" else WEB
    code = filled_in(only(CONNECTIONS[key], "sh"), app).replace("NAME", "fourth")
    done = reader.command(*shlex.split(code)[1:], "--sandbox")
    assert done.exit_code == 0, done.output
    assert reader.command("connections", "remove", "fourth").exit_code == 0
